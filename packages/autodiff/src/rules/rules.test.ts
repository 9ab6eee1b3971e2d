import type { Tensor } from "@stillpoint/core";
import { checkGradient, expectAllclose } from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { keptModel } from "../../../onnx/fixtures/kept-model.ts";
import { caseGraph, forwardBytes, gradientBytes } from "../../fixtures/cases/case-graph.ts";
import { caseTensor, type RuleCase } from "../../fixtures/cases/rule-case.ts";
import { RULE_CASES } from "../../fixtures/cases/rule-cases.ts";
import { readModel } from "../model/read.ts";
import { RULES } from "../rules.ts";

const SEED = 7;

function floats(tensor: Tensor | undefined): Float32Array {
  if (tensor?.data instanceof Float32Array) return tensor.data;
  throw new Error(`expected a float32 tensor; got ${tensor?.type ?? "none"}`);
}

function tensor(shape: readonly number[], data: Float32Array): Tensor {
  return { type: "float32", shape, data };
}

async function prepared(example: RuleCase) {
  const built = caseGraph(example, SEED);
  const feeds = Object.fromEntries(built.fed.map(({ name, input }) => [name, caseTensor(input, SEED)]));
  const forward = await keptModel(forwardBytes(built));
  const outputs = await forward.run(feeds);
  const seeded = (example.seeded ?? built.node.outputs.map((_, index) => index)).map((index) => `y${index}`);
  const shapes = new Map(Object.entries(outputs).map(([name, output]) => [name, output.shape]));
  return { built, feeds, forward, seeded, shapes };
}

async function checkByDifferences(example: RuleCase): Promise<void> {
  const { built, feeds, forward: kept, seeded, shapes } = await prepared(example);
  await using forward = kept;
  const differentiated = built.fed.filter(({ input }) => input.role !== "side");
  const wanted = differentiated.map(({ name }) => name);
  const batched = built.fed.some(({ input }) => input.role === "batch");
  const backward = gradientBytes(built, shapes, seeded, wanted, batched);
  expect(racing(backward.bytes)).toEqual([]);
  await using reversed = backward.found.length === 0 ? undefined : await keptModel(backward.bytes);
  const feedOf = (inputs: readonly Float32Array[]) => ({
    ...feeds,
    ...Object.fromEntries(differentiated.map(({ name, input }, index) => [name, tensor(input.shape, inputs[index]!)])),
  });
  await checkGradient(
    {
      at: wanted.map((name) => floats(feeds[name])),
      values: async (inputs) => {
        const outputs = await forward.run(feedOf(inputs));
        return seeded.map((name) => floats(outputs[name]));
      },
      gradient: async (inputs, cotangents) => {
        if (reversed === undefined) return inputs.map((input) => input.map(() => 0));
        const seeds = seeded.map((name, index) => [`v${name}`, tensor(shapes.get(name)!, cotangents[index]!)] as const);
        const outputs = await reversed.run({ ...feedOf(inputs), ...Object.fromEntries(seeds) });
        return differentiated.map(({ name, input }) => {
          if (!backward.found.includes(name)) return new Float32Array(floats(feeds[name]).length);
          expect(outputs[`d${name}`]?.shape).toEqual(input.shape);
          return floats(outputs[`d${name}`]);
        });
      },
    },
    { directions: 3 },
  );
}

/** Emitted nodes whose sums depend on the order threads come in: ScatterND with a reduction, on ONNX Runtime's CPU. */
function racing(bytes: Uint8Array): string[] {
  const emitted = readModel(bytes).graph.nodes.filter((node) => node.name.startsWith("backward/"));
  return emitted.filter((node) => node.op === "ScatterND" && node.attributes.has("reduction")).map(({ name }) => name);
}

/** The first sample of every batch input. */
function firstSample(example: RuleCase): RuleCase {
  const inputs = example.inputs.map((input) => {
    if (input?.role !== "batch" && input?.role !== "side") return input;
    const sample = caseTensor(input, SEED).data.subarray(0, caseTensor(input, SEED).data.length / input.shape[0]!);
    return { ...input, shape: [1, ...input.shape.slice(1)], values: Array.from(sample, Number) };
  });
  return { ...example, inputs };
}

async function checkSharedPrimal(example: RuleCase): Promise<void> {
  const copies = 3;
  const { built, feeds, forward: kept, seeded, shapes } = await prepared(firstSample(example));
  await using _ = kept;
  const wanted = built.fed.filter(({ input }) => input.role === "batch").map(({ name }) => name);
  const { bytes, found, sharesPrimal } = gradientBytes(built, shapes, seeded, wanted, true);
  expect(sharesPrimal).toBe(true);
  if (found.length === 0) return;
  await using reversed = await keptModel(bytes);
  const cotangents = seeded.map((name, index) => {
    const [, ...sample] = shapes.get(name)!;
    const input = { shape: [copies, ...sample], values: "normal", type: "float32", role: "batch" } as const;
    return { name, sample, tensor: caseTensor(input, SEED + 1 + index) };
  });
  const together = await reversed.run({
    ...feeds,
    ...Object.fromEntries(cotangents.map(({ name, tensor: v }) => [`v${name}`, v])),
  });
  for (let copy = 0; copy < copies; copy++) {
    const one = cotangents.map(({ name, sample, tensor: v }) => {
      const size = floats(v).length / copies;
      return [`v${name}`, tensor([1, ...sample], floats(v).slice(copy * size, (copy + 1) * size))] as const;
    });
    const alone = await reversed.run({ ...feeds, ...Object.fromEntries(one) });
    for (const name of found) {
      const [all, single] = [floats(together[`d${name}`]), floats(alone[`d${name}`])];
      expect(all.length).toBe(single.length * copies);
      const stretch = all.slice(copy * single.length, (copy + 1) * single.length);
      expectAllclose(stretch, single, { relative: 1e-5, absolute: 1e-5 });
    }
  }
}

describe("gradient rules", () => {
  it("have at least one case each", () => {
    const covered = new Set(RULE_CASES.map(({ op }) => op));
    expect(RULES.map(({ op }) => op).filter((op) => !covered.has(op))).toEqual([]);
  });

  describe("agree with central differences", () => {
    for (const example of RULE_CASES) it(`${example.op}: ${example.law}`, () => checkByDifferences(example));
  });

  describe("give three cotangents on one sample what three runs give", () => {
    for (const example of RULE_CASES) {
      const batched = example.inputs.some((input) => input?.role === "batch");
      if (batched && example.perSample !== false) it(`${example.op}: ${example.law}`, () => checkSharedPrimal(example));
    }
  });
});
