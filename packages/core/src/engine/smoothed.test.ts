import {
  blockIndices,
  centredDifference,
  linearEnergies,
  linearLayer,
  linearOptimum,
  pooledLayer,
  syntheticMatrix,
  unitsOver,
} from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import type { UnitInput } from "../contract.ts";
import { measureEntropy } from "../entropy.ts";
import { entropyOf } from "./normal-entropy.ts";
import type { EntropyOptions } from "./options.ts";

const UNITS = 24;
const SIZE = 6;
const SIGMA0 = 0.01;
const unitOf = blockIndices(UNITS, SIZE);
const input = unitsOver(unitOf, UNITS);
const base: EntropyOptions = { seed: 1, sample: "s", sigma0: SIGMA0 };

function linearEntropies(energies: Float64Array, weight = 7): Float64Array {
  return linearOptimum(energies, SIGMA0, weight).map(entropyOf);
}

describe("measureEntropy limit with smoothing", () => {
  it("gives every point of a globally max-pooled network an entropy where the plain limit gives most none", async () => {
    const points = 40;
    const cloud = Float32Array.from({ length: points * 3 }, (_, p) => 0.02 * Math.sin(12.9898 * p));
    const layer = pooledLayer(syntheticMatrix("flat", 48, 1, 3, 2), cloud);
    const indices = Int32Array.from({ length: points }, (_, point) => point);
    const each: UnitInput = { ...unitsOver(indices, points), unitOf: { data: indices, shape: [points, 1] } };
    const options: EntropyOptions = { ...base, passes: 600, targetError: 0.1 };
    const plain = await measureEntropy(layer, each, { ...options, passes: 64 });
    const smooth = await measureEntropy(layer, each, { ...options, smoothing: 0.01 });
    expect(plain.unitsAtBound).toBeGreaterThan(points / 2);
    expect(smooth.unitsAtBound).toBeLessThan(points / 4);
    expect(["error-reached", "pass-limit"]).toContain(smooth.stop);
    expect(smooth.passes).toBeLessThanOrEqual(600);
  });

  it("is the closed form on a linear layer and stops at the error asked for", async () => {
    const weights = syntheticMatrix("flat", 60, UNITS, SIZE, 9);
    const map = await measureEntropy(linearLayer(weights), input, {
      ...base,
      smoothing: 0.01,
      passes: 4000,
      targetError: 0.03,
    });
    expect(map.stop).toBe("error-reached");
    expect(map.monteCarloError).toBeLessThanOrEqual(0.03);
    expect(centredDifference(map.entropies, linearEntropies(linearEnergies(weights, unitOf, UNITS)))).toBeLessThan(
      0.04,
    );
  });
});
