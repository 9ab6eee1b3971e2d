import { type Role, StillpointError } from "@stillpoint/core";
import { loadNetwork } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { afterAll, describe, expect, it } from "vitest";
import { averagedNetwork, floats, normals } from "../../fixtures/tiny.ts";
import type { StudyNetwork, TransferMatter } from "./matter.ts";
import { Parts } from "./parts.ts";
import { transferStudy } from "./transfer-study.ts";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

function network(role: Role, seed: number): StudyNetwork {
  const bytes = averagedNetwork(4, normals(15, seed, `kernel ${role}`), normals(10, seed, `matrix ${role}`), 2);
  return {
    name: `${role} ${seed}`,
    role,
    ...(role === "teacher" ? {} : { seed }),
    open: () => loadNetwork(bytes, { input: floats([1, 3, 4, 4], normals(48, 1)) }, runtime),
  };
}

function study(samples: number, more: Partial<TransferMatter> = {}) {
  return transferStudy({
    subject: "tiny",
    runtime,
    networks: [network("teacher", 0), network("distilled", 0), network("scratch", 0)],
    samples: {
      inputs: { input: floats([samples, 3, 4, 4], normals(samples * 48, 2)) },
      labels: Int32Array.from({ length: samples }, (_, k) => k % 2),
      names: Array.from({ length: samples }, (_, k) => `sample ${k}`),
    },
    classNames: ["a", "b"],
    changes: [],
    seed: 0,
    settings: [],
    unsaid: [],
    ...more,
  });
}

describe("a study", () => {
  it("says which section its answers are too few for, and tells the others", async () => {
    const { sections, unsaid } = await study(6);
    const ids = sections.map(({ id }) => id);
    expect(ids).toContain("answers");
    expect(ids).toContain("localisation");
    expect(ids).not.toContain("representation");
    const reason = (id: string) => unsaid.find((own) => own.id === id)?.reason;
    expect(reason("representation")).toContain("at least 8 examples");
    expect(reason("information")).toContain("clusters: expected a whole number from 1 to 6");
  });
});

describe("parts of a study", () => {
  it("do not hide mistakes of the program or of its caller", async () => {
    const parts = new Parts(undefined);
    const failing = (error: Error) => () => {
      throw error;
    };
    expect(parts.made(() => 3)).toEqual({ made: 3 });
    expect(parts.made(failing(new StillpointError("RUNTIME", "no convergence")))).toEqual({ reason: "no convergence" });
    expect(() => parts.made(failing(new TypeError("mistake")))).toThrow("mistake");
    expect(() => parts.made(failing(new StillpointError("INPUT", "no seed")))).toThrow("no seed");
    const { seed: _, ...seedless } = network("scratch", 0);
    await expect(study(6, { networks: [network("teacher", 0), seedless] })).rejects.toThrow("expected a seed");
    const samples = { inputs: {}, labels: Int32Array.of(0, 1), names: ["a", "b"] };
    const groups = { samples, groups: { names: ["x", "y"], of: [0, 2] } };
    await expect(study(6, { groups })).rejects.toThrow("groups, example 1: expected 0 to 1");
  });
});
