import {
  blockIndices,
  centredDifference,
  closedFormLayer,
  linearLayer,
  pooledLayer,
  syntheticMatrix,
  unitsOver,
} from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import type { Layer, UnitInput } from "../contract.ts";
import { measureEntropy, measureLinearity } from "../entropy.ts";
import type { LimitOptions } from "./options.ts";

const UNITS = 24;
const SIZE = 3;
const input = unitsOver(blockIndices(UNITS, SIZE), UNITS);
const base: LimitOptions = { seed: 1, sample: "s", sigma0: 0.01 };

const POINTS = 16;
const points: UnitInput = unitsOver(
  Int32Array.from({ length: POINTS }, (_, point) => point),
  POINTS,
  [POINTS, 1],
);
/** A maximum over points that are all alike: at the clean sample the first of them has every gradient. */
const tied = pooledLayer(syntheticMatrix("flat", 48, 1, 3, 2), new Float32Array(POINTS * 3).fill(0.5));

/** f_p(x) = g(x_p), each scalar by itself. */
function elementwise(g: (x: number) => number, slope: (x: number) => number): Layer {
  return closedFormLayer({
    shape: [UNITS * SIZE],
    x0: new Float32Array(UNITS * SIZE),
    featureSize: UNITS * SIZE,
    forward: (x) => Float64Array.from(x, g),
    backward: (x, cotangent) => Float64Array.from(x, (value, p) => slope(value) * cotangent[p]!),
  });
}

describe("measureEntropy limit without a word on averaging", () => {
  it.each(["flat", "half-power", "power", "low-rank"] as const)(
    "never averages a linear layer, few passes or many: %s",
    async (spectrum) => {
      for (const features of [5, 60, 300]) {
        const layer = linearLayer(syntheticMatrix(spectrum, features, UNITS, SIZE, 3));
        for (const passes of [8, 32]) {
          for (let seed = 0; seed < 8; seed++) {
            const options = { ...base, passes, seed };
            const map = await measureEntropy(layer, input, options);
            expect(map.averaging).toMatchObject({ smoothing: 0, reason: "linear" });
            expect(map.entropies).toEqual((await measureEntropy(layer, input, { ...options, smoothing: 0 })).entropies);
            const { nonLinearity } = await measureLinearity(layer, input, options);
            expect(nonLinearity).toBeGreaterThan(0.8);
            expect(nonLinearity).toBeLessThan(1.25);
          }
        }
      }
    },
  );

  it("averages a maximum over units as it is told to, says so, and counts what it tried", async () => {
    const map = await measureEntropy(tied, points, base);
    expect(map.averaging).toMatchObject({ smoothing: 0.01, reason: "nearer" });
    const { plain, averaged } = map.averaging!;
    expect(Math.abs(Math.log(averaged!))).toBeLessThan(Math.abs(Math.log(plain)));
    expect(map.nonLinearity).toBe(averaged);
    const told = await measureEntropy(tied, points, { ...base, smoothing: { timesSigma0: 1 } });
    expect(told.averaging).toBeUndefined();
    expect(map.entropies).toEqual(told.entropies);
    expect(map.passes).toBe(told.passes + 32 + 8);
    expect(map.unitsAtBound).toBeLessThan(POINTS / 4);
  });

  it("keeps the plain map of such a layer where it is told to", async () => {
    const map = await measureEntropy(tied, points, { ...base, smoothing: 0 });
    expect(map.averaging).toBeUndefined();
    expect(map.passes).toBe(32);
    expect(map.unitsAtBound).toBeGreaterThan(POINTS / 2);
  });

  it("keeps the plain map, and says so, where averaging helps no more than chance", async () => {
    // Straight within eight σ0 and beyond it ten times as steep: averages over σ0 see none of it.
    const bent = elementwise(
      (x) => x + 10 * Math.sign(x) * Math.max(0, Math.abs(x) - 0.02),
      (x) => (Math.abs(x) > 0.02 ? 11 : 1),
    );
    const options: LimitOptions = { ...base, sigma0: 0.004, entropyWeight: 60 };
    const map = await measureEntropy(bent, input, options);
    expect(map.averaging).toMatchObject({ smoothing: 0, reason: "no-nearer" });
    expect(map.averaging?.plain).toBeGreaterThan(1.25);
    expect(map.entropies).toEqual((await measureEntropy(bent, input, { ...options, smoothing: 0 })).entropies);
  });

  it("agrees on a linear layer whichever of the two it is", async () => {
    const layer = linearLayer(syntheticMatrix("half-power", 60, UNITS, SIZE, 9));
    const plain = await measureEntropy(layer, input, { ...base, smoothing: 0, passes: 64 });
    const averaged = await measureEntropy(layer, input, { ...base, smoothing: 0.01, passes: 64, targetError: 1e-9 });
    const stated = Math.hypot(plain.monteCarloError, averaged.monteCarloError);
    expect(centredDifference(averaged.entropies, plain.entropies)).toBeLessThan(2 * stated);
  });

  it("decides alike whatever the batch", async () => {
    const one = await measureEntropy(tied, points, { ...base, batch: 1 });
    expect(await measureEntropy(tied, points, { ...base, batch: 7 })).toEqual(one);
  });
});

describe("measureEntropy limit with mostPasses", () => {
  const layer = linearLayer(syntheticMatrix("half-power", 200, UNITS, SIZE, 9));
  const options: LimitOptions = { ...base, smoothing: 0, passes: 16 };

  it("spends nothing more where the first round is enough, to the bit", async () => {
    const { stop, ...once } = await measureEntropy(layer, input, options);
    const { stop: reached, ...same } = await measureEntropy(layer, input, {
      ...options,
      mostPasses: 999,
      targetError: 1,
    });
    expect(same).toEqual(once);
    expect([stop, reached]).toEqual(["closed-form", "error-reached"]);
  });

  it("spends rounds until its error is stated, and honest", async () => {
    const exact = await measureEntropy(layer, input, { ...options, passes: 999 });
    const first = await measureEntropy(layer, input, options);
    const map = await measureEntropy(layer, input, { ...options, mostPasses: 256, targetError: 0.06 });
    expect(first.monteCarloError).toBeGreaterThan(0.06);
    expect(map.stop).toBe("error-reached");
    expect(map.passes).toBeLessThan(200);
    expect(map.monteCarloError).toBeLessThanOrEqual(0.06);
    expect(centredDifference(map.entropies, exact.entropies)).toBeLessThan(2 * map.monteCarloError);
  });

  it("says where it could not", async () => {
    const map = await measureEntropy(layer, input, { ...options, mostPasses: 40, targetError: 1e-3 });
    expect(map).toMatchObject({ stop: "pass-limit", passes: 40 });
  });

  it("holds no more directions of a wide layer than memory allows", async () => {
    // 2^21 features: eight directions are 128 MiB.
    const features = 2 ** 21;
    const wide = closedFormLayer({
      shape: [UNITS * SIZE],
      x0: new Float32Array(UNITS * SIZE),
      featureSize: features,
      forward: (x) => Float64Array.from({ length: features }, (_, j) => (1 + (j % 7)) * x[j % x.length]!),
      backward: (x, cotangent) => {
        const gradient = new Float64Array(x.length);
        for (let j = 0; j < features; j++) gradient[j % x.length]! += (1 + (j % 7)) * cotangent[j]!;
        return gradient;
      },
    });
    const map = await measureEntropy(wide, input, { ...options, passes: 8, mostPasses: 64, targetError: 1e-3 });
    expect(map.stop).toBe("pass-limit");
    expect(map.passes).toBeLessThanOrEqual(12);
  });

  it("is exact once all of feature space is probed", async () => {
    const map = await measureEntropy(layer, input, { ...options, mostPasses: 999, targetError: 1e-9 });
    const exact = await measureEntropy(layer, input, { ...options, passes: 999 });
    expect(map.monteCarloError).toBe(0);
    expect(centredDifference(map.entropies, exact.entropies)).toBeLessThan(1e-6);
  });

  it("refuses fewer than passes", async () => {
    await expect(measureEntropy(layer, input, { ...options, mostPasses: 8 })).rejects.toMatchObject({ code: "RANGE" });
  });
});
