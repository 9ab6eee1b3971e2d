import {
  blockIndices,
  centredDifference,
  expectAllclose,
  linearEnergies,
  linearLayer,
  linearOptimum,
  type Spectrum,
  syntheticMatrix,
  unitsOver,
} from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { measureEntropy } from "../entropy.ts";
import { entropyOf, sigmaOf } from "./normal-entropy.ts";
import type { EntropyOptions } from "./options.ts";

const UNITS = 24;
const SIZE = 6;
const SIGMA0 = 0.01;
const unitOf = blockIndices(UNITS, SIZE);
const input = unitsOver(unitOf, UNITS);
const base: EntropyOptions = { seed: 1, sample: "s", sigma0: SIGMA0 };

function rms(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

function linearEntropies(energies: Float64Array, weight = 7): Float64Array {
  return linearOptimum(energies, SIGMA0, weight).map(entropyOf);
}

describe("measureEntropy limit on a linear layer", () => {
  it("is the closed form, exact, once the probes span the features", async () => {
    const weights = syntheticMatrix("half-power", 24, UNITS, SIZE, 3);
    const map = await measureEntropy(linearLayer(weights), input, base);
    expectAllclose(map.entropies, linearEntropies(linearEnergies(weights, unitOf, UNITS)), {
      relative: 0,
      absolute: 1e-4,
    });
    expect(map.monteCarloError).toBe(0);
    expect(map.nonLinearity).toBeCloseTo(1, 4);
    expect(map.stop).toBe("closed-form");
    expect(map.passes).toBe(32);
    expect(sigmaOf(map.entropies[0]!)).toBeCloseTo(Math.exp(map.entropies[0]!) / Math.sqrt(2 * Math.PI * Math.E), 12);
  });

  it.each<readonly [Spectrum, number]>([
    ["flat", 200],
    ["half-power", 200],
    ["power", 200],
    ["low-rank", 200],
    ["flat", 36],
  ])("states an honest error with fewer probes: %s, %d features", async (spectrum, features) => {
    const weights = syntheticMatrix(spectrum, features, UNITS, SIZE, 5);
    const truth = linearEntropies(linearEnergies(weights, unitOf, UNITS));
    const layer = linearLayer(weights);
    const scores: number[] = [];
    const shifts: number[] = [];
    const errors: number[] = [];
    const stated: number[] = [];
    for (let seed = 0; seed < 60; seed++) {
      const map = await measureEntropy(layer, input, { ...base, seed });
      const offsets = map.entropies.map((entropy, i) => entropy - truth[i]!);
      const shift = offsets.reduce((sum, value) => sum + value, 0) / UNITS;
      shifts.push(shift / map.shiftError!);
      for (const [i, offset] of offsets.entries()) scores.push((offset - shift) / map.standardErrors[i]!);
      errors.push(centredDifference(map.entropies, truth));
      stated.push(map.monteCarloError);
    }
    const covered = scores.filter((score) => Math.abs(score) < 1.96).length / scores.length;
    expect(covered).toBeGreaterThan(0.91);
    expect(covered).toBeLessThan(0.99);
    expect(rms(errors) / rms(stated)).toBeGreaterThan(0.75);
    expect(rms(errors) / rms(stated)).toBeLessThan(1.2);
    // The shift's error comes from four copies only.
    expect(shifts.filter((score) => Math.abs(score) < 1.96).length / shifts.length).toBeGreaterThan(0.8);
  });

  it("is unbiased in the energies, deflated or not", async () => {
    for (const spectrum of ["flat", "power"] as const) {
      const weights = syntheticMatrix(spectrum, 120, UNITS, SIZE, 8);
      const energies = linearEnergies(weights, unitOf, UNITS);
      const ratios: number[] = [];
      for (let seed = 0; seed < 80; seed++) {
        const map = await measureEntropy(linearLayer(weights), input, { ...base, seed });
        // Undo the map: σ_i² G_i is the same for all units, so G_i/ΣG follows from the entropies.
        const inverse = map.entropies.map((entropy) => Math.exp(-2 * entropy));
        const total = inverse.reduce((sum, value) => sum + value, 0);
        const all = energies.reduce((sum, value) => sum + value, 0);
        ratios.push(...inverse.map((value, i) => value / total / (energies[i]! / all)));
      }
      expect(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length).toBeCloseTo(1, 2);
    }
  });
});
