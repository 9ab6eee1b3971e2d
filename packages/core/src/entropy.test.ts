import {
  blockIndices,
  centredDifference,
  expectAllclose,
  linearEnergies,
  linearLayer,
  linearOptimum,
  type Matrix,
  quadraticLayer,
  reverseRows,
  scaleMatrix,
  syntheticMatrix,
  unitsOver,
} from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import type { Layer } from "./contract.ts";
import { entropyOf } from "./engine/normal-entropy.ts";
import type { EntropyOptions, SharedOptions } from "./engine/options.ts";
import { measureEntropy } from "./entropy.ts";
import type { EntropyMap } from "./entropy-map.ts";
import { createNoiseCache } from "./noise/cache.ts";

const UNITS = 24;
const SIZE = 6;
const SIGMA0 = 0.01;
const unitOf = blockIndices(UNITS, SIZE);
const input = unitsOver(unitOf, UNITS);
const base: SharedOptions = { seed: 1, sample: "s", sigma0: SIGMA0 };

function linearEntropies(energies: Float64Array, weight = 7): Float64Array {
  return linearOptimum(energies, SIGMA0, weight).map(entropyOf);
}

function bytes(map: EntropyMap): string {
  const numbers = [map.meanEntropy, map.referenceDistortion, map.distortion, map.monteCarloError];
  return JSON.stringify([...map.entropies, ...map.standardErrors, ...numbers]);
}

describe("measureEntropy invariances", () => {
  const weights = syntheticMatrix("half-power", 80, UNITS, SIZE, 4);

  it("same seed same bytes, another seed or sample other bytes", async () => {
    const layer = linearLayer(weights);
    const recipes: readonly EntropyOptions[] = [
      base,
      { ...base, recipe: "optimum", passes: 128 },
      { ...base, recipe: "official", official: { steps: 3, copies: 4, lateStep: 3 } },
    ];
    for (const options of recipes) {
      const first = bytes(await measureEntropy(layer, input, options));
      expect(bytes(await measureEntropy(layer, input, options))).toBe(first);
      expect(bytes(await measureEntropy(layer, input, { ...options, seed: 2 }))).not.toBe(first);
      expect(bytes(await measureEntropy(layer, input, { ...options, sample: "t" }))).not.toBe(first);
    }
  });

  it("gives the same bytes whatever the batch and the memory allowed for it", async () => {
    const bent = quadraticLayer(
      weights,
      scaleMatrix(weights, () => 20),
    );
    const recipes: readonly EntropyOptions[] = [
      base,
      { ...base, recipe: "optimum", passes: 128 },
      { ...base, recipe: "official", official: { steps: 3, copies: 5, lateStep: 3 } },
      { ...base, smoothing: 0.01, passes: 80, targetError: 1e-9 },
    ];
    for (const options of recipes) {
      const first = bytes(await measureEntropy(bent, input, options));
      for (const batch of [1, 3, 64])
        expect(bytes(await measureEntropy(bent, input, { ...options, batch }))).toBe(first);
      expect(bytes(await measureEntropy(bent, input, { ...options, batchFloats: 500 }))).toBe(first);
    }
  });

  it("gives the same bytes whatever the cache holds, for every network that shares it", async () => {
    const bent = quadraticLayer(
      weights,
      scaleMatrix(weights, () => 20),
    );
    // A narrow spectrum is sketched, a broad one probed at random: the two keep different directions.
    const layers = [linearLayer(syntheticMatrix("low-rank", 80, UNITS, SIZE, 4)), linearLayer(weights), bent];
    const recipes: readonly EntropyOptions[] = [
      base,
      { ...base, passes: 128 },
      { ...base, recipe: "optimum", passes: 128 },
      { ...base, recipe: "official", official: { steps: 3, copies: 5, lateStep: 3 } },
      { ...base, smoothing: 0.01, passes: 120, targetError: 1e-9 },
    ];
    for (const options of recipes) {
      const expected = [];
      for (const layer of layers) expected.push(bytes(await measureEntropy(layer, input, options)));
      for (const limit of [0, 4000, 2 ** 28]) {
        const cache = createNoiseCache(limit);
        for (const round of ["fill", "use"]) {
          for (const [k, layer] of layers.entries())
            expect(bytes(await measureEntropy(layer, input, { ...options, cache })), round).toBe(expected[k]);
        }
        expect(cache.bytes).toBeLessThanOrEqual(limit);
      }
    }
  });

  it("does not change when the features are scaled, not even in the bits for a power of two", async () => {
    const map = await measureEntropy(linearLayer(weights), input, base);
    const eight = await measureEntropy(linearLayer(scaleMatrix(weights, () => 8)), input, base);
    expect(Array.from(eight.entropies)).toEqual(Array.from(map.entropies));
    const third = await measureEntropy(linearLayer(scaleMatrix(weights, () => 1 / 3)), input, base);
    expectAllclose(third.entropies, map.entropies, { relative: 0, absolute: 1e-4 });
  });

  it("does not change when the features are permuted, beyond the stated error", async () => {
    const few = syntheticMatrix("half-power", 20, UNITS, SIZE, 4);
    const exact = await measureEntropy(linearLayer(few), input, base);
    expectAllclose((await measureEntropy(linearLayer(reverseRows(few)), input, base)).entropies, exact.entropies, {
      relative: 0,
      absolute: 1e-4,
    });
    const left = await measureEntropy(linearLayer(weights), input, base);
    const right = await measureEntropy(linearLayer(reverseRows(weights)), input, base);
    expect(centredDifference(left.entropies, right.entropies)).toBeLessThan(
      2 * Math.hypot(left.monteCarloError, right.monteCarloError),
    );
  });

  it("gives equal entropies to equal sensitivities", async () => {
    const identity: Matrix = {
      rows: UNITS * SIZE,
      columns: UNITS * SIZE,
      data: Float64Array.from({ length: (UNITS * SIZE) ** 2 }, (_, k) => (k % (UNITS * SIZE + 1) === 0 ? 1 : 0)),
    };
    const map = await measureEntropy(linearLayer(identity), input, { ...base, passes: 160 });
    for (const entropy of map.entropies) expect(entropy).toBeCloseTo(map.entropies[0]!, 12);
  });

  it("only shifts with the weight of entropy", async () => {
    const seven = await measureEntropy(linearLayer(weights), input, base);
    const five = await measureEntropy(linearLayer(weights), input, { ...base, entropyWeight: 5 });
    expectAllclose(
      five.entropies,
      seven.entropies.map((entropy) => entropy + 0.5 * Math.log(5 / 7)),
      { relative: 1e-12 },
    );
  });
});

describe("measureEntropy and units at the edge", () => {
  const weights = syntheticMatrix("half-power", 40, UNITS, SIZE, 6);
  const deaf = scaleMatrix(weights, (_row, column) => (unitOf[column] === 5 ? 0 : 1));

  it("puts a unit the network ignores at the upper bound, reports it, and spends the budget on the others", async () => {
    for (const recipe of ["limit", "optimum"] as const) {
      const map = await measureEntropy(linearLayer(deaf), input, { ...base, recipe, passes: 256 });
      expect(map.entropies[5]).toBe(entropyOf(1));
      expect(map.standardErrors[5]).toBe(0);
      expect(map.unitsAtBound).toBe(1);
      expect(map.nonLinearity).toBeGreaterThan(0.95);
      expect(map.nonLinearity).toBeLessThan(1.05);
    }
  });

  it("official lifts an ignored unit faster than any other", async () => {
    const options: EntropyOptions = { ...base, recipe: "official", official: { rectify: false } };
    const map = await measureEntropy(linearLayer(deaf), input, options);
    expect(map.entropies.indexOf(Math.max(...map.entropies))).toBe(5);
  });

  it("adds no noise to fixed scalars and no unit for them", async () => {
    const held = unitOf.map((unit) => (unit === 0 ? -1 : unit - 1));
    const few = syntheticMatrix("half-power", 20, UNITS, SIZE, 6);
    const map = await measureEntropy(linearLayer(few), unitsOver(held, UNITS - 1), base);
    expectAllclose(map.entropies, linearEntropies(linearEnergies(few, held, UNITS - 1)), {
      relative: 0,
      absolute: 1e-4,
    });
  });

  it("names NaN in the sample, the features and the gradients", async () => {
    const broken = (part: Partial<Layer>): Layer => ({ ...linearLayer(weights), ...part });
    const code = "NOT_FINITE";
    await expect(
      measureEntropy(broken({ x0: new Float32Array(UNITS * SIZE).fill(Number.NaN) }), input, base),
    ).rejects.toMatchObject({ code, message: /clean sample: .* got NaN at 0 of 144/ });
    await expect(
      measureEntropy(
        broken({ features: async (_x, batch) => new Float32Array(40 * batch).fill(Number.NaN) }),
        input,
        base,
      ),
    ).rejects.toMatchObject({ code, message: /features of the clean sample.*weights/ });
    await expect(
      measureEntropy(
        broken({
          features: async (x, batch) =>
            linearLayer(weights).features(
              x.map((v) => v / (x.some((w) => w !== 0) ? 0 : 1)),
              batch,
            ),
        }),
        input,
        base,
      ),
    ).rejects.toMatchObject({ code, message: /noisy copy 0/ });
    await expect(
      measureEntropy(
        broken({ vjp: async (_x, _v, batch) => new Float32Array(UNITS * SIZE * batch).fill(Number.POSITIVE_INFINITY) }),
        input,
        base,
      ),
    ).rejects.toMatchObject({ code, message: /gradient of probe 0/ });
  });

  it("refuses features that never move", async () => {
    const still = linearLayer(scaleMatrix(weights, () => 0));
    for (const recipe of ["limit", "optimum", "official"] as const) {
      await expect(measureEntropy(still, input, { ...base, recipe })).rejects.toMatchObject({ code: "DEGENERATE" });
    }
    await expect(measureEntropy(still, input, { ...base, smoothing: 0.01 })).rejects.toMatchObject({
      code: "DEGENERATE",
    });
  });

  it("refuses numbers outside their domain and stops when told", async () => {
    const layer = linearLayer(weights);
    await expect(measureEntropy(layer, input, { ...base, sigma0: 0 })).rejects.toMatchObject({ code: "RANGE" });
    await expect(measureEntropy(layer, input, { ...base, passes: Number.NaN })).rejects.toMatchObject({
      code: "RANGE",
    });
    await expect(measureEntropy(layer, input, { ...base, bounds: { lower: 1, upper: 0.1 } })).rejects.toMatchObject({
      code: "RANGE",
    });
    await expect(measureEntropy(layer, input, { ...base, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "INTERRUPTED",
    });
  });
});
