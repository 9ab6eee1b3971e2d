// A study of networks of texts whose answers are places, and what is not drawn.

import { spanTransformer, takeInputs } from "@stillpoint/distill";
import { loadNetwork } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { afterAll, describe, expect, it } from "vitest";
import { floats, normals } from "../../fixtures/tiny.ts";
import { regionsIn } from "./drawings.ts";
import type { StudyNetwork, TransferMatter } from "./matter.ts";
import { transferStudy } from "./transfer-study.ts";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

const [TEXTS, LENGTH, VOCABULARY] = [10, 7, 30];
const shape = [TEXTS, LENGTH];
const ids = BigInt64Array.from(normals(TEXTS * LENGTH, 1, "ids"), (value) =>
  BigInt(3 + (Math.floor(Math.abs(value) * 1e4) % (VOCABULARY - 3))),
);
const ones = new BigInt64Array(TEXTS * LENGTH).fill(1n);
const inputs = {
  input_ids: { type: "int64", shape, data: ids },
  attention_mask: { type: "int64", shape, data: ones },
  token_type_ids: { type: "int64", shape, data: ones },
} as const;

function network(role: StudyNetwork["role"], seed: number): StudyNetwork {
  const bytes = spanTransformer({
    ...{ seed, vocabulary: VOCABULARY, length: LENGTH },
    shape: { width: 8, blocks: 1, heads: 2, feedForward: 8, kernel: 3 },
  });
  return {
    ...{ name: `${role} ${seed}`, role, seed: 0, row: 0 },
    open: () => loadNetwork(bytes, takeInputs(inputs, [0]), runtime),
  };
}

const matter: TransferMatter = {
  ...{ subject: "made up", runtime, seed: 0, changes: [], settings: [], unsaid: [] },
  networks: [network("teacher", 1), network("distilled", 2), network("scratch", 3), network("null", 4)],
  foreign: network("teacher", 5),
  samples: {
    inputs,
    labels: Int32Array.from({ length: TEXTS }, (_, k) => k % LENGTH),
    names: Array.from({ length: TEXTS }, (_, k) => `text ${k}`),
  },
  classNames: Array.from({ length: LENGTH }, (_, k) => `token ${k}`),
  answers: "places",
  flips: { words: "words for words", most: 3, movable: () => true, allowed: (id) => id >= 3 },
  look: { kind: "text", pieces: () => Array.from({ length: LENGTH }, (_, k) => `w${k} `), word: (id) => `v${id}` },
};

describe("a study of answers that are places of their text", () => {
  it("holds features for asked of students of features alone, and one kind for each method", async () => {
    const taught = (knowledge: StudyNetwork["knowledge"]): TransferMatter => ({
      ...matter,
      networks: matter.networks.map((own) =>
        own.role === "distilled" ? { ...own, ...(knowledge && { knowledge }) } : own,
      ),
    });
    const topics = async (own: TransferMatter) =>
      (await transferStudy(own)).sections.flatMap(({ findings }) =>
        findings.map(({ id, topic }) => [id, topic] as const),
      );
    const plain = await topics(taught(undefined));
    const response = await topics(taught("response"));
    const feature = await topics(taught("feature"));
    expect(plain).toEqual(response);
    const kept = (own: typeof plain) => own?.flatMap(([id, topic]) => (topic === "kept" ? [id] : []));
    expect(kept(plain)?.every((id) => id.startsWith("answers."))).toBe(true);
    expect(kept(plain)).toContain("answers.agreement");
    expect(kept(feature)).toEqual([
      "answers.accuracy",
      ...kept(feature)!.filter((id) => id.startsWith("representation.")),
    ]);
    const [, distilled] = matter.networks;
    const mixed = [...matter.networks, { ...distilled!, name: "another", seed: 1, knowledge: "feature" as const }];
    await expect(transferStudy({ ...matter, networks: mixed })).rejects.toThrow(
      "distilled students: expected one kind of knowledge; got response and feature; give each kind a method of its own",
    );
  });

  it("asks what has a meaning, attacks by words, and says what has none", async () => {
    const { sections, unsaid } = await transferStudy(matter);
    expect(sections.map(({ id }) => id)).toEqual(["answers", "calibration", "representation", "unicam", "adversarial"]);
    expect(unsaid.slice(0, 3).map(({ id }) => id)).toEqual(["information", "localisation", "invariance"]);
    const [unicam, adversarial] = sections.slice(3);
    expect(unicam?.findings).toEqual([]);
    expect(unicam?.drawings).toMatchObject([{ kind: "words", id: "unicam.maps" }]);
    const found = new Map(adversarial?.findings.map((own) => [own.id, own] as const));
    expect(found.get("adversarial.teacher")?.sentence).toMatch(/at most \d words of a text/);
    expect(found.get("adversarial.foreign")).toBeDefined();
    const [strip] = adversarial?.drawings ?? [];
    if (strip?.kind !== "words") throw new Error("no words");
    const [clean, attacked] = strip.rows;
    const moved = clean!.pieces.flatMap(({ text }, k) => (text === attacked!.pieces[k]!.text ? [] : [k]));
    expect(moved.length).toBeGreaterThan(0);
    for (const k of moved) {
      expect(attacked!.pieces[k]).toMatchObject({ text: expect.stringMatching(/^v\d+ $/), weight: 1 });
      expect(clean!.pieces[k]!.weight).toBe(1);
    }
  }, 60_000);
});

describe("maps of clouds", () => {
  it("are drawn on points alone, not where a network has regions of them", () => {
    const points = { points: floats([2, 5, 3], normals(30, 1)) };
    const clouds: TransferMatter = {
      ...matter,
      samples: { ...matter.samples, inputs: points },
      look: { kind: "cloud", input: "points" },
    };
    const maps = (places: number) => ({ values: new Float32Array(2 * places), shape: [places], layer: "map" });
    expect([regionsIn(maps(5), clouds), regionsIn(maps(3), clouds), regionsIn(maps(3), matter)]).toEqual([
      ...[undefined, 3, undefined],
    ]);
  });
});
