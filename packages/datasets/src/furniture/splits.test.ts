import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cueForms } from "./cues.ts";
import { parseFurniturePack } from "./pack.ts";
import { furnitureSplits, pointBatchOf } from "./splits.ts";

const pack = await parseFurniturePack(readFileSync(new URL("../../data/furniture.pack.gz", import.meta.url)));
const splits = furnitureSplits(pack, { seed: 1, trainingShapes: 110 });

type Labelled = { readonly id: string; readonly label: number };
const ids = (clouds: readonly Labelled[]): string[] => clouds.map(({ id }) => id);
const perClass = (clouds: readonly Labelled[]): number[] =>
  pack.classes.map((_, label) => clouds.filter((cloud) => cloud.label === label).length);

describe("furnitureSplits", () => {
  it("holds out a quarter of every class, the same for every seed", () => {
    const all = pack.classes.map((_, label) => pack.shapes.filter((shape) => shape.label === label).length);
    expect(perClass(splits.test)).toEqual(all.map((count) => Math.round(count / 4)));
    expect(splits.test).toHaveLength(92);
    expect(new Set(ids(splits.test)).size).toBe(92);
    const other = furnitureSplits(pack, { seed: 2, trainingShapes: 110 });
    expect(ids(other.test)).toEqual(ids(splits.test));
    expect(other.test[0]?.points).not.toEqual(splits.test[0]?.points);
  });

  it("trains nobody on held-out shapes", () => {
    const held = new Set(ids(splits.test));
    for (const id of ids(splits.training)) expect(held.has(id)).toBe(false);
    for (const id of ids(splits.measured.heldOut)) expect(held.has(id)).toBe(true);
  });

  it("gives student and scratch ten shapes of every class, others for another seed", () => {
    expect(perClass(splits.training)).toEqual(Array.from({ length: 11 }, () => 10));
    expect(new Set(ids(splits.training)).size).toBe(110);
    const other = furnitureSplits(pack, { seed: 2, trainingShapes: 110 });
    expect(new Set(ids(other.training))).not.toEqual(new Set(ids(splits.training)));
  });

  it("skips classes that run out: all 271 shapes of the pool at most", () => {
    const large = furnitureSplits(pack, { seed: 1, trainingShapes: 271, measured: 0, testCopies: 0 });
    expect(new Set(ids(large.training)).size).toBe(271);
    expect(() => furnitureSplits(pack, { seed: 1, trainingShapes: 272 })).toThrow(/at most 271 clouds; got 272/);
  });

  it("measures half held-out clouds and half training clouds themselves, balanced to two", () => {
    const { heldOut, training } = splits.measured;
    expect([heldOut.length, training.length]).toEqual([24, 24]);
    for (const cloud of training) expect(splits.training).toContain(cloud);
    for (const set of [heldOut, training]) {
      expect(new Set(ids(set)).size).toBe(24);
      expect(Math.max(...perClass(set)) - Math.min(...perClass(set))).toBeLessThanOrEqual(2);
    }
  });

  it("shows the agreeing cue in training clouds and a random one in test clouds", () => {
    const agreeing = (clouds: typeof splits.test): number =>
      clouds.filter(({ cue, label }) => cue === cueForms[label]?.[0]).length / clouds.length;
    expect(agreeing(splits.training)).toBeGreaterThan(0.78);
    expect(agreeing(splits.test)).toBeLessThan(0.22);
    const control = furnitureSplits(pack, { seed: 1, trainingShapes: 110, agreement: 1 / 11 });
    expect(agreeing(control.training)).toBeLessThan(0.22);
    expect(ids(control.training)).toEqual(ids(splits.training));
  });

  it("composes every training shape anew in every copy, the first copy being the training clouds", () => {
    const { points, shape, labels } = splits.trainingBank(3);
    expect(shape).toEqual([330, 256, 3]);
    expect(points.slice(0, 110 * 768)).toEqual(pointBatchOf(splits.training).points);
    expect(labels.slice(110, 220)).toEqual(labels.slice(0, 110));
    expect(points.slice(110 * 768, 111 * 768)).not.toEqual(points.slice(0, 768));
  });
});

describe("teacherBatch", () => {
  it("is fresh at every step and the same for the same step", () => {
    const [first, second] = [splits.teacherBatch(3, 8), splits.teacherBatch(4, 8)];
    expect(first.shape).toEqual([8, 256, 3]);
    expect(splits.teacherBatch(3, 8)).toEqual(first);
    expect(second.points).not.toEqual(first.points);
  });

  it("shows every class about equally often, large or small", () => {
    const small = furnitureSplits(pack, { seed: 1, trainingShapes: 11, measured: 0, testCopies: 0, points: 32 });
    const seen = new Float64Array(11);
    for (const label of small.teacherBatch(0, 1100).labels) seen[label] = seen[label]! + 1;
    // 0.999 quantile of chi-squared with 10 degrees of freedom.
    expect(seen.reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0)).toBeLessThan(29.6);
  });
});

describe("pointBatchOf", () => {
  it("stacks clouds in order", () => {
    const batch = pointBatchOf(splits.training.slice(0, 3));
    expect(batch.points.slice(768, 1536)).toEqual(splits.training[1]?.points);
    expect([...batch.labels]).toEqual(splits.training.slice(0, 3).map(({ label }) => label));
    expect(() => pointBatchOf([])).toThrow(/at least one cloud/);
  });
});
