import { digest } from "@stillpoint/core";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { afterAll, describe, expect, it } from "vitest";
import { TINY_CLASSES, tinyImages, tinyNet } from "../../fixtures/tiny.ts";
import { oneHot, takeBatch } from "./batch.ts";
import { shuffledBatches } from "./batch-order.ts";
import { networkLogits } from "./evaluate.ts";
import { trialRecipe } from "./recipe.ts";
import {
  type ComparedTraining,
  trainDistilled,
  trainNull,
  trainNullOrder,
  trainOnLogits,
  trainOnTargets,
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
const USUAL = { temperature: 4, teacherWeight: 0.9, labelWeight: 0.1 };

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

  it("a student of given targets starts as scratch, and of one-hot targets ends as it", async () => {
    const labels = oneHot(data.labels, TINY_CLASSES);
    const alone = { temperature: 1, teacherWeight: 1, labelWeight: 0, temperatureSquared: true };
    const even = labels.map(() => 1 / TINY_CLASSES);
    const [scratch, taught, other] = await Promise.all([
      all(trainScratch(comparison)),
      all(trainOnTargets(comparison, Float64Array.from(labels), alone)),
      all(trainOnTargets(comparison, even, alone)),
    ]);
    expect(same(scratch[0], taught[0])).toBe(true);
    const answers = (run: readonly TrainingCheckpoint[]) => networkLogits(run.at(-1)!.onnx, data.inputs, runtime);
    const [own, alike, apart] = [await answers(scratch), await answers(taught), await answers(other)];
    for (const [k, logit] of alike.entries()) expect(logit).toBeCloseTo(own[k]!, 4);
    expect(Math.max(...apart.map((logit, k) => Math.abs(logit - own[k]!)))).toBeGreaterThan(0.1);
    const none = trainOnTargets(
      comparison,
      even.map(() => -1),
      alone,
    );
    await expect(all(none)).rejects.toThrow(/soft targets, value 0: expected a probability; got -1/);
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

  it("a self-distilled student starts as the others, by either method, and is taught what scratch knew", async () => {
    const second = (await all(trainNull(comparison, 4))).at(-1)!.onnx;
    const [scratch, feature, logits, placebo, untaught] = await Promise.all([
      all(trainScratch(comparison)),
      all(trainDistilled(comparison, second)),
      all(trainOnLogits(comparison, second, USUAL)),
      all(trainOnLogits(comparison, tinyNet(78), USUAL)),
      all(trainOnLogits(comparison, tinyNet(78), { ...USUAL, teacherWeight: 0, labelWeight: 1 })),
    ]);
    for (const student of [feature, logits, placebo]) expect(same(student[0], scratch[0])).toBe(true);
    const ends = [scratch, feature, logits, placebo].map((each) => digest([each.at(-1)!.onnx]));
    expect(new Set(ends).size).toBe(4);
    // Without the teacher's weight Hinton's student is the scratch network, up to the order of float32 sums.
    const [own, plain] = [untaught, scratch].map((each) => each.at(-1)!.path.network.perStep);
    expect(own! / plain!).toBeCloseTo(1, 3);
    // Every layer's path is told of a student that serves all of them.
    const both = await all(trainOnLogits({ ...comparison, alsoRecorded: ["fc2"] }, second, USUAL));
    expect(both.at(-1)!.path.layers.fc2!.perStep).toBeGreaterThan(0);
  });

  it("another order of batches changes the order alone", async () => {
    const [scratch, order, again, elsewhere] = await Promise.all([
      all(trainScratch(comparison)),
      all(trainNullOrder(comparison, 9)),
      all(trainScratch({ ...comparison, order: comparison.seed })),
      all(trainScratch({ ...comparison, seed: 9, network: () => tinyNet(comparison.seed) })),
    ]);
    expect(same(scratch[0], order[0])).toBe(true);
    expect(same(scratch.at(-1), order.at(-1))).toBe(false);
    expect(same(scratch.at(-1), again.at(-1))).toBe(true);
    expect(same(order.at(-1), elsewhere.at(-1))).toBe(true);
    expect(() => trainNullOrder(comparison, comparison.seed)).toThrow(/another order than 3/);
    expect(() => trainNullOrder({ ...comparison, order: 9 }, 9)).toThrow(/another order than 9/);
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
