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
import type { EntropyMap } from "../entropy-map.ts";
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

const POINTS = 48;
/** A sphere with bumps, so that some points hold many maxima, some few and most none. */
const cloud = Float32Array.from({ length: POINTS * 3 }, (_, p) => {
  const [height, angle] = [1 - (2 * Math.floor(p / 3) + 1) / POINTS, 2.39996 * Math.floor(p / 3)];
  const flat = Math.sqrt(1 - height ** 2);
  const radius = 0.9 + 0.1 * Math.sin(5 * Math.floor(p / 3));
  return radius * [flat * Math.cos(angle), flat * Math.sin(angle), height][p % 3]!;
});
const pooled = pooledLayer(syntheticMatrix("flat", 48, 1, 3, 2), cloud);
const pointIndices = Int32Array.from({ length: POINTS }, (_, point) => point);
const each: UnitInput = unitsOver(pointIndices, POINTS, [POINTS, 1]);

describe("measureEntropy limit with smoothing", () => {
  it("gives every point of a globally max-pooled network an entropy where the plain limit gives most none", async () => {
    const points = 40;
    const cloud = Float32Array.from({ length: points * 3 }, (_, p) => 0.02 * Math.sin(12.9898 * p));
    const layer = pooledLayer(syntheticMatrix("flat", 48, 1, 3, 2), cloud);
    const indices = Int32Array.from({ length: points }, (_, point) => point);
    const each: UnitInput = { ...unitsOver(indices, points), unitOf: { data: indices, shape: [points, 1] } };
    const options: EntropyOptions = { ...base, passes: 600, targetError: 0.1 };
    const plain = await measureEntropy(layer, each, { ...options, passes: 64, smoothing: 0 });
    const smooth = await measureEntropy(layer, each, { ...options, smoothing: 0.01 });
    expect(plain.unitsAtBound).toBeGreaterThan(points / 2);
    expect(smooth.unitsAtBound).toBeLessThan(points / 4);
    expect(["error-reached", "pass-limit"]).toContain(smooth.stop);
    expect(smooth.passes).toBeLessThanOrEqual(600);
  });

  it("is exact on a linear layer once a block of signs is through", async () => {
    const weights = syntheticMatrix("half-power", 60, UNITS, SIZE, 9);
    // 16 passes for reference and check leave 64, the power of two above 60 features.
    const map = await measureEntropy(linearLayer(weights), input, { ...base, smoothing: 0.01, passes: 80 });
    expect(map.passes).toBe(80);
    expect(centredDifference(map.entropies, linearEntropies(linearEnergies(weights, unitOf, UNITS)))).toBeLessThan(
      1e-5,
    );
  });

  it("has the mean entropy within 1.96 of its error on 95 % of samples, however few copies the reference is", async () => {
    // All signs are spent and the energies exact: only D0 moves the mean, known from two copies.
    const weights = syntheticMatrix("flat", 4, UNITS, SIZE, 9);
    const options: EntropyOptions = { ...base, smoothing: 0.01, passes: 8, targetError: 1e-9 };
    const exact = linearEntropies(linearEnergies(weights, unitOf, UNITS));
    const mean = exact.reduce((sum, entropy) => sum + entropy, 0) / UNITS;
    let inside = 0;
    for (let seed = 0; seed < 400; seed++) {
      const map = await measureEntropy(linearLayer(weights), input, { ...options, seed });
      inside += Math.abs(map.meanEntropy - mean) < 1.96 * map.shiftError! ? 1 : 0;
    }
    expect(inside / 400).toBeGreaterThan(0.9);
  });

  it("settles on a max-pooled layer at the error asked for, and that error is true", async () => {
    const options: EntropyOptions = { ...base, sigma0: 0.03, bounds: { lower: 0.003, upper: 0.3 }, smoothing: 0.03 };
    const reference = await measureEntropy(pooled, each, { ...options, seed: 9, passes: 6000, targetError: 1e-9 });
    const highest = entropyOf(0.3);
    const free = (map: EntropyMap): number[] =>
      Array.from(map.entropies.keys()).filter((i) => map.entropies[i]! < highest && reference.entropies[i]! < highest);
    let [errors, claims, inside, units] = [0, 0, 0, 0];
    for (let seed = 0; seed < 4; seed++) {
      const map = await measureEntropy(pooled, each, { ...options, seed, passes: 4000, targetError: 0.08 });
      expect(map.stop).toBe("error-reached");
      expect(map.monteCarloError).toBeLessThanOrEqual(0.08);
      expect(map.entropies.every(Number.isFinite)).toBe(true);
      const own = free(map);
      const shift = own.reduce((sum, i) => sum + map.entropies[i]! - reference.entropies[i]!, 0) / own.length;
      for (const i of own) {
        const error = map.entropies[i]! - reference.entropies[i]! - shift;
        const claim = Math.hypot(map.standardErrors[i]!, reference.standardErrors[i]!);
        errors += error ** 2;
        claims += claim ** 2;
        inside += Math.abs(error) < 1.96 * claim ? 1 : 0;
        units++;
      }
    }
    expect(units).toBeGreaterThan(60);
    expect(Math.sqrt(errors / claims)).toBeGreaterThan(0.4);
    expect(Math.sqrt(errors / claims)).toBeLessThan(1.2);
    expect(inside / units).toBeGreaterThan(0.93);
  });

  it("knows how far from the bound points may be that few copies reached or none", async () => {
    const options: EntropyOptions = { ...base, sigma0: 0.03, bounds: { lower: 0.003, upper: 0.3 }, smoothing: 0.01 };
    const truth = await measureEntropy(pooled, each, { ...options, seed: 9, passes: 6000, targetError: 1e-9 });
    let [errors, claims, units] = [0, 0, 0];
    for (let seed = 0; seed < 8; seed++) {
      const map = await measureEntropy(pooled, each, { ...options, seed, passes: 48 });
      for (const [i, entropy] of map.entropies.entries()) {
        if (entropy < entropyOf(0.3)) continue;
        errors += (entropy - truth.entropies[i]!) ** 2;
        claims += map.standardErrors[i]! ** 2;
        units += 1;
      }
    }
    expect(units).toBeGreaterThan(50);
    expect(Math.sqrt(errors / claims)).toBeLessThan(1.5);
    expect(Math.sqrt(errors / claims)).toBeGreaterThan(0.5);
  });

  it("gives the same bytes whatever the batch", async () => {
    const options: EntropyOptions = { ...base, smoothing: 0.03, passes: 101 };
    const one = await measureEntropy(pooled, each, { ...options, batch: 1 });
    expect(await measureEntropy(pooled, each, { ...options, batch: 7 })).toEqual(one);
    expect(one.passes).toBeLessThanOrEqual(101);
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
