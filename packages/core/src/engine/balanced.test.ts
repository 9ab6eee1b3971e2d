import {
  centredDifference,
  linearEnergies,
  linearLayer,
  linearOptimum,
  pooledLayer,
  syntheticMatrix,
  unitsOver,
} from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import type { Layer, UnitInput } from "../contract.ts";
import { measureEntropy } from "../entropy.ts";
import { drawNormal } from "../noise/normal.ts";
import { entropyOf, sigmaOf } from "./normal-entropy.ts";
import type { OptimumOptions } from "./options.ts";

const POINTS = 48;
const SIGMA0 = 0.03;
const indices = Int32Array.from({ length: POINTS }, (_, point) => point);
const each: UnitInput = unitsOver(indices, POINTS, [POINTS, 1]);
const base: OptimumOptions = {
  recipe: "optimum",
  seed: 1,
  sample: "s",
  sigma0: SIGMA0,
  bounds: { lower: 0.003, upper: 0.3 },
  smoothing: SIGMA0,
};

/** A cloud whose maxima 24 features take, most points none of them. */
function pooled(): Layer {
  const normals = new Float64Array(3 * POINTS);
  drawNormal({ seed: 1, sample: "cloud", purpose: "test", pass: 0 }, normals);
  return pooledLayer(
    syntheticMatrix("flat", 24, 1, 3, 1),
    Float32Array.from(normals, (value) => value / 2),
  );
}

describe("measureEntropy optimum behind a maximum", () => {
  it("has most points at their bound without it, and few with it, at a non-linearity near 1", async () => {
    const layer = pooled();
    const { smoothing: _, ...clean } = base;
    const lost = await measureEntropy(layer, each, clean);
    const around = await measureEntropy(layer, each, { ...base, recipe: "limit" });
    const found = await measureEntropy(layer, each, base);
    expect(lost.unitsAtUpper).toBeGreaterThan(POINTS / 2);
    expect(lost.nonLinearity).toBeGreaterThan(3);
    expect(around.nonLinearity).toBeGreaterThan(3);
    expect(found.unitsAtUpper).toBeLessThan(POINTS / 3);
    expect(Math.abs(Math.log(found.nonLinearity))).toBeLessThan(Math.log(1.5));
    expect(found.passes).toBeLessThanOrEqual(512);
  });

  it("is no farther from the converged map than it says, and nears it with more passes", async () => {
    const layer = pooled();
    const far = { ...base, targetError: 1e-6 };
    const truth = await measureEntropy(layer, each, { ...far, seed: 99, passes: 3072 });
    const errors: number[] = [];
    for (const passes of [128, 1024]) {
      const maps = [];
      for (const seed of [1, 2, 3]) maps.push(await measureEntropy(layer, each, { ...far, seed, passes }));
      const own = rms(maps.map(({ entropies }) => centredDifference(entropies, truth.entropies)));
      expect(own).toBeLessThan(1.2 * rms(maps.map(({ monteCarloError }) => monteCarloError)));
      errors.push(own);
    }
    expect(errors[1]!).toBeLessThan(0.7 * errors[0]!);
  });

  it("gives every free unit the same share of the distortion, on noise of its own", async () => {
    const layer = pooled();
    const map = await measureEntropy(layer, each, { ...base, passes: 1024, targetError: 1e-6 });
    const sigmas = map.entropies.map(sigmaOf);
    const clean = await layer.features(layer.x0, 1);
    const shares = new Float64Array(POINTS);
    for (let copy = 0; copy < 1500; copy++) {
      const noise = new Float64Array(3 * POINTS);
      drawNormal({ seed: 7, sample: "own", purpose: "test", pass: copy }, noise);
      const moved = Float32Array.from(layer.x0, (value, p) => value + sigmas[Math.floor(p / 3)]! * noise[p]!);
      const { gradient } = await layer.residual(moved, clean, 1);
      for (let p = 0; p < noise.length; p++) {
        shares[Math.floor(p / 3)]! += sigmas[Math.floor(p / 3)]! * noise[p]! * gradient[p]!;
      }
    }
    const logs = [...shares]
      .filter((_, i) => sigmas[i]! < 0.29 && sigmas[i]! > 0.0031)
      .map((share) => Math.log(share) / 2);
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
    expect(logs.length).toBeGreaterThan(POINTS / 2);
    expect(rms(logs.map((value) => value - mean))).toBeLessThan(0.3);
  });

  it("is the closed form on a linear layer, within what it says", async () => {
    const weights = syntheticMatrix("power", 24, POINTS, 3, 3);
    const layer = linearLayer(weights);
    const own = unitsOver(
      Int32Array.from({ length: 3 * POINTS }, (_, p) => Math.floor(p / 3)),
      POINTS,
    );
    const bounds = { lower: 1e-6, upper: 1e3 };
    const map = await measureEntropy(layer, own, { ...base, bounds, passes: 2048 });
    const truth = linearOptimum(linearEnergies(weights, own.unitOf.data, POINTS), SIGMA0, 7).map(entropyOf);
    expect(centredDifference(map.entropies, truth)).toBeLessThan(1.2 * map.monteCarloError);
    expect(Math.abs(map.nonLinearity - 1)).toBeLessThan(0.2);
  });

  it("is the same whatever the batch, stops at its error, and takes as few as 8 passes", async () => {
    const layer = pooled();
    const one = await measureEntropy(layer, each, { ...base, passes: 300, batch: 1 });
    expect(await measureEntropy(layer, each, { ...base, passes: 300, batch: 7 })).toEqual(one);
    const early = await measureEntropy(layer, each, { ...base, passes: 4096, targetError: 0.25 });
    expect(early.stop).toBe("error-reached");
    expect(early.passes).toBeLessThan(1024);
    expect(early.monteCarloError).toBeLessThanOrEqual(0.25);
    expect((await measureEntropy(layer, each, { ...base, passes: 8 })).passes).toBeLessThanOrEqual(8);
  });
});

function rms(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}
