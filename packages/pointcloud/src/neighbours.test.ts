import { uniformNumbers } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { abstractionSides, ballPoints, farthestPoints, nearestPoints } from "./neighbours.ts";
import { subsample, subsampleIndices } from "./subsample.ts";

/** Points 0, 1, 2, .. on the x axis. */
const line = (count: number): Float32Array =>
  Float32Array.from({ length: 3 * count }, (_, k) => (k % 3 === 0 ? k / 3 : 0));

const cube = (count: number, seed = 1): Float32Array =>
  Float32Array.from(uniformNumbers({ seed, sample: "test", purpose: "cube", pass: 0 }, 3 * count));

const distance = (points: Float32Array, a: number, b: number): number =>
  Math.hypot(...[0, 1, 2].map((axis) => points[3 * a + axis]! - points[3 * b + axis]!));

describe("farthestPoints", () => {
  it("takes the ends of a line, then its middle, then the quarters", () => {
    expect([...farthestPoints(line(9), 5)]).toEqual([0, 8, 4, 2, 6]);
  });

  it("picks every point once when asked for all, equal points included", () => {
    expect([...farthestPoints(cube(50), 50)].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, p) => p));
    expect([...farthestPoints(Float32Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1), 3)].sort()).toEqual([0, 1, 2]);
  });

  it("is as far from its picks as no greedy step can better: gaps never grow", () => {
    const points = cube(200);
    const picks = farthestPoints(points, 40);
    const gap = (k: number): number =>
      Math.min(...Array.from(picks.subarray(0, k), (earlier) => distance(points, picks[k]!, earlier)));
    const gaps = Array.from({ length: 39 }, (_, k) => gap(k + 1));
    for (let k = 1; k < 39; k++) expect(gaps[k]!).toBeLessThanOrEqual(gaps[k - 1]! + 1e-9);
  });

  it("names more picks than points", () => {
    expect(() => farthestPoints(line(4), 5)).toThrow(/from 1 to 4, the points there are; got 5/);
    expect(() => farthestPoints(line(4), Number.NaN)).toThrow(/got NaN/);
  });
});

describe("nearestPoints and ballPoints", () => {
  it("list the nearest first, the center before all, lower indices on ties", () => {
    expect([...nearestPoints(line(9), Int32Array.of(4, 0), 4)]).toEqual([4, 3, 5, 2, 0, 1, 2, 3]);
  });

  it("repeat the center where a ball holds fewer", () => {
    expect([...ballPoints(line(9), Int32Array.of(4), 4, 1)]).toEqual([4, 3, 5, 4]);
    expect([...ballPoints(line(9), Int32Array.of(4), 4, 0.5)]).toEqual([4, 4, 4, 4]);
    expect([...ballPoints(line(9), Int32Array.of(4), 4, 99)]).toEqual([...nearestPoints(line(9), Int32Array.of(4), 4)]);
    expect(() => ballPoints(line(9), Int32Array.of(4), 4, Number.NaN)).toThrow(/radius > 0; got NaN/);
  });

  it("leave nobody out who is nearer than the last listed", () => {
    const points = cube(100);
    const found = nearestPoints(points, Int32Array.of(17), 10);
    const reach = distance(points, 17, found[9]!);
    const within = Array.from({ length: 100 }, (_, p) => p).filter((p) => distance(points, 17, p) <= reach);
    expect([...found].sort((a, b) => a - b)).toEqual(within);
  });
});

describe("abstractionSides", () => {
  it("gives a second level indices into the first one's centers", () => {
    const points = cube(64);
    const sides = abstractionSides(points, [
      { centers: 16, neighbours: 8 },
      { centers: 4, neighbours: 5, radius: 0.8 },
    ]);
    expect(Object.entries(sides).map(([name, { type, shape }]) => [name, type, shape])).toEqual([
      ["centers", "int64", [1, 16]],
      ["groups", "int64", [1, 16, 8]],
      ["centers_2", "int64", [1, 4]],
      ["groups_2", "int64", [1, 4, 5]],
    ]);
    for (const index of sides.groups_2?.data ?? []) expect(Number(index)).toBeLessThan(16);
    const [centers, groups] = [sides.centers!.data, sides.groups!.data];
    for (let m = 0; m < 16; m++) expect(groups[8 * m]).toBe(centers[m]);
  });
});

describe("subsample", () => {
  it("keeps points of the cloud, none twice, the same for the same seed", () => {
    const points = cube(500);
    for (const method of ["random", "farthest"] as const) {
      const kept = subsampleIndices(points, 120, { seed: 3, method });
      expect(new Set(kept).size).toBe(120);
      expect(subsampleIndices(points, 120, { seed: 3, method })).toEqual(kept);
      const thinned = subsample(points, 120, { seed: 3, method });
      for (const [k, p] of kept.entries())
        expect(thinned.slice(3 * k, 3 * k + 3)).toEqual(points.slice(3 * p, 3 * p + 3));
    }
    expect(subsampleIndices(points, 120, { seed: 4 })).not.toEqual(subsampleIndices(points, 120, { seed: 3 }));
    expect(subsample(points, 500, { seed: 3 })).toEqual(points);
  });

  it("keeps every point equally often", () => {
    const seen = new Float64Array(20);
    for (let seed = 0; seed < 2000; seed++)
      for (const p of subsampleIndices(line(20), 5, { seed })) seen[p] = seen[p]! + 1;
    for (const count of seen) expect(Math.abs(count - 500)).toBeLessThan(4 * Math.sqrt(2000 * 0.25 * 0.75));
  });

  it("thins 200,000 points", () => {
    const many = new Float32Array(600_000).map((_, k) => k % 977);
    expect(subsample(many, 1024, { seed: 0 })).toHaveLength(3072);
    expect(() => subsample(line(5), 6, { seed: 0 })).toThrow(/from 1 to 5; got 6/);
  });
});
