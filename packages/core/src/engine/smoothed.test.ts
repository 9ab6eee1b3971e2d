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

  it("is the normal law of who holds a maximum of two: unbiased over seeds, within its error in a long map", async () => {
    // f = max(w·x_0, w·x_1): unit 0 holds it with probability Φ(gap / (s √2 |w|)), and energies are |w|² times that.
    const weights = { rows: 1, columns: 1, data: Float64Array.of(2) };
    const smoothing = 0.03;
    for (const [gap, probability] of [
      [0.03, 0.7602499],
      [0.06, 0.9213504],
    ] as const) {
      const layer = pooledLayer(weights, Float32Array.of(0.5 + gap, 0.5));
      const two = unitsOver(Int32Array.of(0, 1), 2, [2, 1]);
      const options: EntropyOptions = { ...base, sigma0: 0.03, smoothing, bounds: { lower: 1e-6, upper: 1e3 } };
      const shareOf = ({ entropies }: EntropyMap): number => 1 / (1 + Math.exp(2 * (entropies[0]! - entropies[1]!)));
      let sum = 0;
      for (let seed = 0; seed < 300; seed++) {
        sum += shareOf(await measureEntropy(layer, two, { ...options, seed, passes: 80, targetError: 1e-9 }));
      }
      expect(Math.abs(sum / 300 - probability)).toBeLessThan(
        4 * Math.sqrt((probability * (1 - probability)) / (300 * 64)),
      );
      const long = await measureEntropy(layer, two, { ...options, passes: 6000, targetError: 1e-9 });
      const truth = Math.log(probability / (1 - probability)) / -2;
      const error = Math.hypot(long.standardErrors[0]!, long.standardErrors[1]!);
      expect(Math.abs(long.entropies[0]! - long.entropies[1]! - truth)).toBeLessThan(3 * error);
    }
  });

  it("shows equal ids the same copies, in every network and on the other side of a pair", async () => {
    const seen = async (seed: number, sample: string): Promise<Float32Array> => {
      const copies: Float32Array[] = [];
      const layer = pooledLayer(syntheticMatrix("flat", 48, 1, 3, seed), cloud);
      const watched: typeof layer = {
        ...layer,
        vjp: (x, cotangent, batch) => {
          copies.push(x.slice());
          return layer.vjp(x, cotangent, batch);
        },
      };
      const options: EntropyOptions = { ...base, sample, smoothing: 0.03, passes: 96, targetError: 1e-9 };
      await measureEntropy(watched, each, { ...options, batch: 5 });
      return Float32Array.from(copies.flatMap((copy) => [...copy]));
    };
    const copies = await seen(2, "s");
    expect(copies.length).toBe(80 * cloud.length);
    expect(new Set(copies.filter((_, p) => p % cloud.length === 0)).size).toBe(80);
    expect(await seen(7, "s")).toEqual(copies);
    expect(await seen(2, "t")).not.toEqual(copies);
    for (let p = 0; p < cloud.length; p++) {
      expect(copies[p]! + copies[cloud.length + p]!).toBeCloseTo(2 * cloud[p]!, 5);
    }
  });

  it("looks at its error no later than when it could be small enough, and never lets a target out of reach stop it", async () => {
    const options: EntropyOptions = { ...base, sigma0: 0.03, bounds: { lower: 0.003, upper: 0.3 }, smoothing: 0.03 };
    const stopped = await measureEntropy(pooled, each, { ...options, passes: 4000, targetError: 0.08 });
    const { passes } = stopped;
    expect((passes - 16) % 32).toBe(0);
    // Half of the passes are too few: no round was more than doubled.
    const half = await measureEntropy(pooled, each, { ...options, passes: 16 + (passes - 16) / 2, targetError: 1e-9 });
    expect(half.monteCarloError).toBeGreaterThan(0.08);
    const whole = await measureEntropy(pooled, each, { ...options, passes, targetError: 1e-9 });
    expect(whole.stop).toBe("pass-limit");
    expect(whole.entropies).toEqual(stopped.entropies);
    // What two rounds reach takes no third.
    const two = await measureEntropy(pooled, each, { ...options, passes: 80, targetError: 1e-9 });
    const asked = { ...options, passes: 4000, targetError: two.monteCarloError };
    expect((await measureEntropy(pooled, each, asked)).passes).toBe(80);
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
