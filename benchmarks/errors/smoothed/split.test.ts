import { mapUnits } from "@stillpoint/core";
import { linearLayer, pooledLayer, unitsOver } from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { errorOf, splitOf } from "./split.ts";
import { normalQuantile, normalShare } from "./stratified.ts";
import { manyDirections } from "./table.ts";

const [UNITS, FEATURES] = [4, 6];
const indices = Int32Array.from({ length: 2 * UNITS }, (_, p) => Math.floor(p / 2));
const input = unitsOver(indices, UNITS);
const weights = {
  rows: FEATURES,
  columns: 2 * UNITS,
  data: Float64Array.from({ length: FEATURES * 2 * UNITS }, (_, k) => Math.sin(1 + k * k)),
};

describe("splitOf", () => {
  it("finds nothing but directions in a linear layer, with the variance of the closed form", async () => {
    const layer = linearLayer(weights);
    const units = mapUnits(input, layer);
    // Over all signs the variance of a unit's square is 2 Σ_{j≠l} (J_i J_i')_jl².
    const at = (j: number, p: number): number => weights.data[j * 2 * UNITS + p]!;
    const truth = Array.from({ length: UNITS }, (_, i) => {
      const product = (j: number, l: number): number =>
        at(j, 2 * i) * at(l, 2 * i) + at(j, 2 * i + 1) * at(l, 2 * i + 1);
      const features = Array.from({ length: FEATURES }, (_, j) => j);
      const energy = features.reduce((sum, j) => sum + product(j, j), 0);
      const cross = features.flatMap((j) => features.filter((l) => l !== j).map((l) => 2 * product(j, l) ** 2));
      return cross.reduce((sum, term) => sum + term, 0) / energy ** 2;
    });
    const split = await splitOf(layer, units, { sample: "s", smoothing: 0.1 }, 4000);
    for (let i = 0; i < UNITS; i += 1) {
      expect(Math.abs((2 * split.direction[i]!) / truth[i]! - 1)).toBeLessThan(0.1);
      expect(Math.abs((2 * split.pair[i]!) / truth[i]! - 1)).toBeLessThan(0.1);
    }
    expect([...split.reached]).toEqual([1, 1, 1, 1]);
  });

  it("finds nothing but copies where one feature is the maximum of two units", async () => {
    const layer = pooledLayer({ rows: 1, columns: 1, data: Float64Array.of(2) }, Float32Array.of(0.53, 0.5));
    const units = mapUnits(unitsOver(Int32Array.of(0, 1), 2, [2, 1]), layer);
    const split = await splitOf(layer, units, { sample: "s", smoothing: 0.03 }, 4000);
    const share = normalShare(Math.SQRT1_2);
    expect([...split.direction]).toEqual([0, 0]);
    expect(split.reached[0]).toBeCloseTo(share, 1);
    expect(split.apart[0]! / ((1 - share) / share / 2)).toBeCloseTo(1, 1);
    // The copies of a pair are never both won by the unit that is behind.
    expect(split.pair[1]!).toBeLessThan(split.apart[1]!);
    expect(errorOf(Float64Array.of(4, 4), [0, 1], 100)).toBeCloseTo(0.1, 12);
  });
});

describe("the study's numbers", () => {
  it("know the normal law both ways", () => {
    expect(normalShare(1.959964)).toBeCloseTo(0.975, 6);
    for (const share of [0.001, 0.3, 0.5, 0.99]) expect(normalShare(normalQuantile(share))).toBeCloseTo(share, 6);
  });

  it("gain from more directions only where these are most of the variance", () => {
    expect(manyDirections(0.5, 1)).toBe(1);
    expect(manyDirections(0, 3)).toBeCloseTo(Math.SQRT2, 12);
    expect(manyDirections(0.8, 2)).toBeLessThan(1);
    expect(manyDirections(0.6, 2)).toBeGreaterThan(1);
  });
});
