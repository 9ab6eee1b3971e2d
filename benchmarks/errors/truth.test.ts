import { drawNormal, entropyOf, measureEntropy } from "@stillpoint/core";
import { linearEnergies, linearLayer, type Matrix, quadraticLayer, unitsOver } from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { gap, optimumOf, type Truth, truthOf } from "./truth.ts";

const UNITS = 12;
const SIGMA0 = 0.01;
const WIDE = { lower: 1e-9, upper: 1e9 };
const indices = Int32Array.from({ length: 2 * UNITS }, (_, p) => p % UNITS);
const input = unitsOver(indices, UNITS);
const options = {
  sample: "law",
  smoothing: 0,
  sigma0: SIGMA0,
  bounds: WIDE,
  distortionCopies: 4096,
  energyCopies: 16_384,
};

function matrix(seed: number, rows = 6): Matrix {
  const data = new Float64Array(rows * indices.length);
  drawNormal({ seed, sample: "law", purpose: "matrix", pass: 0 }, data);
  return {
    rows,
    columns: indices.length,
    data: data.map((value, at) => value * (1 + (indices[at % indices.length]! % 4))),
  };
}

const fromEnergies = (energies: Float64Array): Omit<Truth, "error"> => {
  return { logSigmas: energies.map((energy) => -Math.log(energy) / 2), bound: new Int8Array(energies.length) };
};

describe("truthOf", () => {
  it("is the closed form of a linear layer, and a map of all features equals it", async () => {
    const weights = matrix(1);
    const layer = linearLayer(weights);
    const truth = await truthOf(layer, input, options);
    expect(gap(truth, fromEnergies(linearEnergies(weights, indices, UNITS)))).toBeLessThan(1e-6);
    expect(truth.error).toBe(0);
    const map = await measureEntropy(layer, input, {
      seed: 1,
      sample: "law",
      sigma0: SIGMA0,
      bounds: WIDE,
      passes: 64,
    });
    expect(gap(truth, optimumOf(map.entropies, WIDE))).toBeLessThan(1e-6);
  });

  it("spends on a linear layer what D0 allows, also where units are at a bound", async () => {
    const weights = matrix(2);
    const energies = linearEnergies(weights, indices, UNITS);
    const bounds = { lower: SIGMA0 / 2, upper: 2 * SIGMA0 };
    const { logSigmas, bound } = await truthOf(linearLayer(weights), input, { ...options, bounds });
    const spent = logSigmas.reduce((sum, log, i) => sum + Math.exp(2 * log) * energies[i]!, 0);
    const given = 3.5 * SIGMA0 ** 2 * energies.reduce((sum, energy) => sum + energy, 0);
    expect(bound.some((side) => side === 1)).toBe(true);
    expect(bound.some((side) => side === 0)).toBe(true);
    expect(Math.abs(spent / given - 1)).toBeLessThan(0.05);
  });

  it("averages energies around the sample: the closed form of a quadratic layer within a few of its errors", async () => {
    const [linear, quadratic] = [matrix(3), matrix(4)];
    const smoothing = 0.2;
    const truth = await truthOf(quadraticLayer(linear, quadratic), input, { ...options, smoothing });
    // E (w_p + 2 v_p v'e)² = w_p² + 4 v_p² s² ‖v‖², summed over features.
    const mean = linearEnergies(linear, indices, UNITS);
    for (let j = 0; j < quadratic.rows; j += 1) {
      const row = [...quadratic.data.slice(j * quadratic.columns, (j + 1) * quadratic.columns)];
      const length = row.reduce((sum, value) => sum + value ** 2, 0);
      row.forEach((value, p) => {
        mean[indices[p]!]! += 4 * value ** 2 * smoothing ** 2 * length;
      });
    }
    expect(truth.error).toBeGreaterThan(0);
    expect(truth.error).toBeLessThan(0.02);
    expect(gap(truth, fromEnergies(mean))).toBeLessThan(3 * truth.error);
    expect(gap(truth, fromEnergies(linearEnergies(linear, indices, UNITS)))).toBeGreaterThan(10 * truth.error);
  });
});

describe("gap", () => {
  const free = (values: readonly number[]) =>
    optimumOf(
      Float64Array.from(values, (log) => entropyOf(Math.exp(log))),
      WIDE,
    );

  it("leaves out what shifts all units alike", () => {
    expect(gap(free([0, 1, 2]), free([5, 6, 7]))).toBeCloseTo(0, 12);
    expect(gap(free([0, 1]), free([0, 2]))).toBeCloseTo(0.5, 12);
  });

  it("does not count units at the same bound, and counts those at one in one map only", () => {
    const bounds = { lower: 0.1, upper: 1 };
    const map = (sigmas: readonly number[]) => optimumOf(Float64Array.from(sigmas, entropyOf), bounds);
    expect(gap(map([0.2, 0.4, 1, 1]), map([0.2, 0.2, 1, 1]))).toBeCloseTo(Math.log(2) / 2, 12);
    expect(gap(map([0.5, 1]), map([0.5, 0.5]))).toBeCloseTo(Math.log(2) / 2, 12);
    expect(gap(map([1, 0.1]), map([1, 0.1]))).toBe(0);
  });
});
