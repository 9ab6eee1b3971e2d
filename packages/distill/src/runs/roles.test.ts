import { nodeRuntime } from "@stillpoint/onnx/node";
import { afterAll, describe, expect, it } from "vitest";
import { tinyImages, tinyNet } from "../../fixtures/tiny.ts";
import { takeBatch } from "./batch.ts";
import { shuffledBatches } from "./batch-order.ts";
import { trialRecipe } from "./recipe.ts";
import {
  type ComparedTraining,
  trainDistilled,
  trainNull,
  trainOnLogits,
  trainPlacebo,
  trainScratch,
  trainTeacher,
} from "./roles.ts";
import type { TrainingCheckpoint } from "./train.ts";

const runtime = nodeRuntime({ workers: 2 });
afterAll(() => runtime.close());

const data = tinyImages(24, 1);
const comparison: ComparedTraining = {
  network: tinyNet,
  seed: 3,
  layer: "fc1",
  data,
  recipe: trialRecipe({ steps: 12, checkpoints: 4, batchSize: 8 }),
  runtime,
};
const teacher = tinyNet(77);

async function all(checkpoints: AsyncIterable<TrainingCheckpoint>): Promise<TrainingCheckpoint[]> {
  const found: TrainingCheckpoint[] = [];
  for await (const checkpoint of checkpoints) found.push(checkpoint);
  return found;
}

function same(a: TrainingCheckpoint | undefined, b: TrainingCheckpoint | undefined): boolean {
  return Buffer.from(a!.onnx).equals(b!.onnx);
}

describe("roles", () => {
  it("distilled, placebo and scratch start from the same bytes and end apart", async () => {
    const [scratch, distilled, placebo, second, logits] = await Promise.all([
      all(trainScratch(comparison)),
      all(trainDistilled(comparison, teacher)),
      all(trainPlacebo(comparison, tinyNet(78))),
      all(trainNull(comparison, 4)),
      all(trainOnLogits(comparison, teacher, { temperature: 4, teacherWeight: 0.9, labelWeight: 0.1 })),
    ]);
    for (const other of [distilled, placebo, logits]) {
      expect(same(scratch[0], other[0])).toBe(true);
      expect(same(scratch.at(-1), other.at(-1))).toBe(false);
    }
    expect(same(distilled.at(-1), placebo.at(-1))).toBe(false);
    expect(same(scratch[0], second[0])).toBe(false);
    expect(scratch.map((checkpoint) => checkpoint.step)).toEqual(distilled.map((checkpoint) => checkpoint.step));
  });

  it("a run beside others gives the same bytes as alone", async () => {
    const [beside] = await Promise.all([all(trainScratch(comparison)), all(trainNull(comparison, 9))]);
    const alone = await all(trainScratch(comparison));
    expect(same(beside.at(-1), alone.at(-1))).toBe(true);
  });

  it("a teacher trains on batches made on the fly", async () => {
    const updates: number[] = [];
    const batches = (update: number) => {
      updates.push(update);
      return takeBatch(
        data,
        Array.from({ length: 8 }, (_, index) => (update + index) % 24),
      );
    };
    const checkpoints = await all(trainTeacher({ ...comparison, batches, smoothing: 0.1 }));
    expect(updates).toEqual(Array.from({ length: 12 }, (_, index) => index));
    expect(checkpoints.at(-1)!.path.network.perStep).toBeGreaterThan(0);
  });

  it("a placebo is the student of a network that never learnt, other than itself", async () => {
    const untrained = tinyNet(78);
    const [placebo, distilled] = await Promise.all([
      all(trainPlacebo(comparison, untrained)),
      all(trainDistilled(comparison, untrained)),
    ]);
    expect(same(placebo.at(-1), distilled.at(-1))).toBe(true);
    expect(() => trainPlacebo(comparison, tinyNet(comparison.seed))).toThrow(
      /untrained teacher: expected another seed/,
    );
  });

  it("a null network with the seed of the scratch network is refused", () => {
    expect(() => trainNull(comparison, comparison.seed)).toThrow(/another seed/);
  });
});

describe("batches", () => {
  it("visit every sample once per epoch and depend on the seed alone", async () => {
    const seen = async (seed: number) => {
      const source = shuffledBatches(data, 8, seed);
      const batches = await Promise.all([0, 1, 2].map((update) => source(update)));
      return batches.map((batch) => Array.from({ length: 8 }, (_, row) => batch.inputs.input?.data[row * 768]));
    };
    const [first, again, other] = [await seen(1), await seen(1), await seen(2)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    const firsts = Array.from({ length: 24 }, (_, row) => Number(data.inputs.input?.data[row * 768]));
    expect(first.flat().map(Number).sort()).toEqual(firsts.sort());
  });
});
