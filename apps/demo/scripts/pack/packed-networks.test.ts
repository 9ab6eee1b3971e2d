import { gunzipSync } from "node:zlib";
import { encodeTensor, readModel, writeModel } from "@stillpoint/autodiff";
import { digest } from "@stillpoint/core";
import { convNet } from "@stillpoint/distill";
import { describe, expect, it } from "vitest";
import { packedNetworks } from "./packed-networks.ts";
import { roundNetwork } from "./rounding.ts";

const network = (seed: number): Uint8Array => convNet({ seed, shape: { channels: [2, 2, 2, 2], hidden: [3, 3] } });

/** The network with the weight of this name doubled. */
function changed(onnx: Uint8Array, name: string): Uint8Array {
  const model = readModel(onnx);
  const weight = model.graph.initializers.get(name);
  if (weight === undefined || !(weight.data instanceof Uint8Array)) return expect.fail(`no ${name}`);
  const values = new Float32Array(weight.data.slice().buffer).map((value) => 2 * value + 1);
  const initializers = new Map(model.graph.initializers);
  initializers.set(name, encodeTensor(name, weight.elementType, weight.dims, values));
  return writeModel({ ...model, graph: { ...model.graph, initializers } });
}

const weights: readonly string[] = [...readModel(network(1)).graph.initializers.keys()];
const lower: string = weights.find((name) => name.startsWith("fc1") && name.includes("weight")) ?? "";
const upper: string = weights.find((name) => name.startsWith("fc2") && name.includes("weight")) ?? "";

/** A run of five checkpoints; students begin alike, the null network does not. */
function runOf(head: Uint8Array): { files: Map<string, Uint8Array>; read: (path: string) => Promise<Uint8Array> } {
  const files = new Map([["teacher.onnx", network(9)]]);
  for (const [k, role] of ["distilled", "scratch", "placebo", "null"].entries()) {
    for (const step of [0, 1, 2, 3, 4]) {
      const seed = step === 0 ? (role === "null" ? 2 : 1) : 10 * (k + 1) + step;
      files.set(`${role}/0000${step}.onnx`, network(seed));
    }
  }
  files.set("distilled/head/final.onnx", head);
  files.set("placebo/head/final.onnx", changed(network(34), upper));
  return { files, read: async (path) => files.get(path) ?? expect.fail(`no ${path}`) };
}

const task = {
  networks: {
    seed: 0,
    teacher: "teacher.onnx",
    distilled: "distilled",
    scratch: "scratch",
    placebo: "placebo",
    null: "null",
  },
  result: { checkpoints: [0, 1, 2, 3, 4] },
} as const;

const packed = (head: Uint8Array, rounded = true) => packedNetworks(runOf(head), task, { layer: "fc1", rounded });

describe("packedNetworks", () => {
  it("packs the moments that are compared, and says whose answers mean something", async () => {
    const found = await packed(changed(network(14), upper));
    expect(found.map(({ network: { role, step, answers } }) => [role, step, answers])).toEqual([
      ["teacher", 0, true],
      ["distilled", 0, false],
      ["distilled", 2, false],
      ["distilled", 4, true],
      ["scratch", 0, true],
      ["scratch", 2, true],
      ["scratch", 4, true],
      ["placebo", 0, false],
      ["placebo", 4, true],
      ["null", 4, true],
    ]);
    const starts = found.filter(({ network: { role, step } }) => step === 0 && role !== "teacher");
    expect(new Set(starts.map(({ network }) => network.file)).size).toBe(1);
  });

  it("holds the student's file with the trained head, rounded, under the digest of what unpacks", async () => {
    const head = changed(network(14), upper);
    const student = (await packed(head)).find(({ network: { role, step } }) => role === "distilled" && step === 4);
    const unpacked = new Uint8Array(gunzipSync(student?.content ?? new Uint8Array()));
    expect(unpacked).toEqual(roundNetwork(head));
    expect(student?.network).toMatchObject({ file: `${digest([unpacked])}.bin`, bytes: student?.content.length });
    const exact = (await packed(head, false)).find(({ network: { role, step } }) => role === "distilled" && step === 4);
    expect(new Uint8Array(gunzipSync(exact?.content ?? new Uint8Array()))).toEqual(head);
  });

  it("refuses a student whose head has changed a layer that is analysed", async () => {
    await expect(packed(changed(network(14), lower))).rejects.toThrow(
      new RegExp(`^network distilled/head/final\\.onnx: expected the weights up to fc1 .*; got others in ${lower};`),
    );
  });
});
