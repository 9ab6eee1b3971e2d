import {
  blockIndices,
  centredDifference,
  expectAllclose,
  linearEnergies,
  linearLayer,
  linearOptimum,
  quadraticDistortion,
  quadraticLayer,
  quadraticOptimum,
  scaleMatrix,
  syntheticMatrix,
  unitsOver,
} from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { measureEntropy } from "../entropy.ts";
import { entropyOf, sigmaOf } from "./normal-entropy.ts";
import type { SharedOptions } from "./options.ts";

const UNITS = 24;
const SIZE = 6;
const SIGMA0 = 0.01;
const unitOf = blockIndices(UNITS, SIZE);
const input = unitsOver(unitOf, UNITS);
const base: SharedOptions = { seed: 1, sample: "s", sigma0: SIGMA0 };

function rms(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

function linearEntropies(energies: Float64Array, weight = 7): Float64Array {
  return linearOptimum(energies, SIGMA0, weight).map(entropyOf);
}

describe("measureEntropy optimum", () => {
  it("is the closed form on a linear layer", async () => {
    const weights = syntheticMatrix("power", 24, UNITS, SIZE, 3);
    const map = await measureEntropy(linearLayer(weights), input, { ...base, recipe: "optimum" });
    expectAllclose(map.entropies, linearEntropies(linearEnergies(weights, unitOf, UNITS)), {
      relative: 0,
      absolute: 2e-3,
    });
    expect(map.stop).toBe("error-reached");
  });

  it.each([
    [5, 0.9],
    [10, 0.5],
    [40, 0.5],
  ])("is never worse than its start on a layer bent %d-fold, and spends the budget", async (bend, share) => {
    const linear = syntheticMatrix("flat", 48, UNITS, SIZE, 1);
    const quadratic = scaleMatrix(syntheticMatrix("half-power", 48, UNITS, SIZE, 2), () => bend);
    const layer = quadraticLayer(linear, quadratic);
    const starts: number[] = [];
    const ends: number[] = [];
    const stated: number[] = [];
    for (let seed = 0; seed < 5; seed++) {
      const start = await measureEntropy(layer, input, { ...base, seed, passes: 128, smoothing: 0 });
      const end = await measureEntropy(layer, input, { ...base, seed, recipe: "optimum", passes: 512 });
      const truth = quadraticOptimum(linear, quadratic, unitOf, UNITS, 3.5 * end.referenceDistortion).map(Math.log);
      starts.push(centredDifference(start.entropies, truth));
      ends.push(centredDifference(end.entropies, truth));
      stated.push(end.monteCarloError);
      expect(ends.at(-1)!).toBeLessThan(starts.at(-1)! * 1.02);
      const { distortion } = quadraticDistortion(linear, quadratic, unitOf, end.entropies.map(sigmaOf));
      expect(Math.abs(Math.log(distortion / (3.5 * end.referenceDistortion)))).toBeLessThan(0.2);
    }
    expect(rms(ends)).toBeLessThan(share * rms(starts));
    // Not better than it says.
    expect(rms(ends)).toBeLessThan(1.25 * rms(stated));
  });
});
