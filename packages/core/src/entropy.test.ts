import {
  centredDifference,
  closedFormLayer,
  expectAllclose,
  linearEnergies,
  linearLayer,
  type Matrix,
  pooledLayer,
  quadraticDistortion,
  quadraticLayer,
  quadraticOptimum,
  type Spectrum,
  syntheticMatrix,
} from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import type { Layer, UnitInput } from "./contract.ts";
import { entropyOf, sigmaOf } from "./engine/normal-entropy.ts";
import type { EntropyOptions } from "./engine/options.ts";
import { measureEntropy } from "./entropy.ts";
import type { EntropyMap } from "./entropy-map.ts";

const UNITS = 24;
const SIZE = 6;
const SIGMA0 = 0.01;
const unitOf = Int32Array.from({ length: UNITS * SIZE }, (_, p) => Math.floor(p / SIZE));
const base: EntropyOptions = { seed: 1, sample: "s", sigma0: SIGMA0 };

function unitsOver(indices: Int32Array, count: number): UnitInput {
  return {
    inputs: {},
    unitOf: { data: indices, shape: [indices.length] },
    units: Array.from({ length: count }, (_, i) => ({ label: `unit ${i}`, region: "foreground" as const })),
  };
}

const input = unitsOver(unitOf, UNITS);

/** H_i = ln σ0 + ln(w/2)/2 + ln(mean G / G_i)/2 + ln(2πe)/2. */
function closedForm(energies: Float64Array, weight = 7): Float64Array {
  const mean = energies.reduce((sum, energy) => sum + energy, 0) / energies.length;
  return energies.map((energy) => entropyOf(SIGMA0 * Math.sqrt(((weight / 2) * mean) / energy)));
}

function bytes(map: EntropyMap): string {
  const numbers = [map.meanEntropy, map.referenceDistortion, map.distortion, map.monteCarloError];
  return JSON.stringify([...map.entropies, ...map.standardErrors, ...numbers]);
}

function scaled(matrix: Matrix, factor: (row: number, column: number) => number): Matrix {
  return {
    ...matrix,
    data: matrix.data.map((value, k) => value * factor(Math.floor(k / matrix.columns), k % matrix.columns)),
  };
}

function rms(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

describe("measureEntropy limit on a linear layer", () => {
  it("is the closed form, exact, once the probes span the features", async () => {
    const weights = syntheticMatrix("half-power", 24, UNITS, SIZE, 3);
    const map = await measureEntropy(linearLayer(weights), input, base);
    expectAllclose(map.entropies, closedForm(linearEnergies(weights, unitOf, UNITS)), { relative: 0, absolute: 1e-4 });
    expect(map.monteCarloError).toBe(0);
    expect(map.nonLinearity).toBeCloseTo(1, 4);
    expect(map.stop).toBe("closed-form");
    expect(map.passes).toBe(32);
    expect(sigmaOf(map.entropies[0]!)).toBeCloseTo(Math.exp(map.entropies[0]!) / Math.sqrt(2 * Math.PI * Math.E), 12);
  });

  it.each<Spectrum>(["flat", "half-power", "power", "low-rank"])(
    "states an honest error with fewer probes: %s",
    async (spectrum) => {
      const weights = syntheticMatrix(spectrum, 200, UNITS, SIZE, 5);
      const truth = closedForm(linearEnergies(weights, unitOf, UNITS));
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
      // The shift's error comes from eight copies only.
      expect(shifts.filter((score) => Math.abs(score) < 1.96).length / shifts.length).toBeGreaterThan(0.8);
    },
  );

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

describe("measureEntropy invariances", () => {
  const weights = syntheticMatrix("half-power", 80, UNITS, SIZE, 4);

  it("same seed same bytes, another seed or sample other bytes", async () => {
    const layer = linearLayer(weights);
    for (const recipe of ["limit", "optimum", "official"] as const) {
      const options: EntropyOptions = {
        ...base,
        recipe,
        ...(recipe === "optimum" ? { passes: 128 } : {}),
        official: { steps: 3, copies: 4, lateStep: 3 },
      };
      const first = bytes(await measureEntropy(layer, input, options));
      expect(bytes(await measureEntropy(layer, input, options))).toBe(first);
      expect(bytes(await measureEntropy(layer, input, { ...options, seed: 2 }))).not.toBe(first);
      expect(bytes(await measureEntropy(layer, input, { ...options, sample: "t" }))).not.toBe(first);
    }
  });

  it("gives the same bytes whatever the batch and the memory allowed for it", async () => {
    const bent = quadraticLayer(
      weights,
      scaled(weights, () => 20),
    );
    for (const options of [
      base,
      { ...base, recipe: "optimum" as const, passes: 128 },
      { ...base, recipe: "official" as const, official: { steps: 3, copies: 5, lateStep: 3 } },
      { ...base, smoothing: 0.01, passes: 80, targetError: 1e-9 },
    ]) {
      const first = bytes(await measureEntropy(bent, input, options));
      for (const batch of [1, 3, 64])
        expect(bytes(await measureEntropy(bent, input, { ...options, batch }))).toBe(first);
      expect(bytes(await measureEntropy(bent, input, { ...options, batchFloats: 500 }))).toBe(first);
    }
  });

  it("does not change when the features are scaled, not even in the bits for a power of two", async () => {
    const map = await measureEntropy(linearLayer(weights), input, base);
    const eight = await measureEntropy(linearLayer(scaled(weights, () => 8)), input, base);
    expect(Array.from(eight.entropies)).toEqual(Array.from(map.entropies));
    const third = await measureEntropy(linearLayer(scaled(weights, () => 1 / 3)), input, base);
    expectAllclose(third.entropies, map.entropies, { relative: 0, absolute: 1e-4 });
  });

  it("does not change when the features are permuted, beyond the stated error", async () => {
    const flipped: Matrix = {
      ...weights,
      data: weights.data.map(
        (_, k) => weights.data[(79 - Math.floor(k / weights.columns)) * weights.columns + (k % weights.columns)]!,
      ),
    };
    const few = syntheticMatrix("half-power", 20, UNITS, SIZE, 4);
    const fewFlipped: Matrix = {
      ...few,
      data: few.data.map((_, k) => few.data[(19 - Math.floor(k / few.columns)) * few.columns + (k % few.columns)]!),
    };
    const exact = await measureEntropy(linearLayer(few), input, base);
    expectAllclose((await measureEntropy(linearLayer(fewFlipped), input, base)).entropies, exact.entropies, {
      relative: 0,
      absolute: 1e-4,
    });
    const left = await measureEntropy(linearLayer(weights), input, base);
    const right = await measureEntropy(linearLayer(flipped), input, base);
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
  const deaf = scaled(weights, (_row, column) => (unitOf[column] === 5 ? 0 : 1));

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
    expectAllclose(map.entropies, closedForm(linearEnergies(few, held, UNITS - 1)), { relative: 0, absolute: 1e-4 });
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
    const still = linearLayer(scaled(weights, () => 0));
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
    await expect(measureEntropy(layer, input, { ...base, smoothing: 0.01, recipe: "optimum" })).rejects.toMatchObject({
      code: "USAGE",
    });
    await expect(measureEntropy(layer, input, { ...base, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "INTERRUPTED",
    });
  });
});

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
    expect(centredDifference(map.entropies, closedForm(linearEnergies(weights, unitOf, UNITS)))).toBeLessThan(0.04);
  });
});

describe("measureEntropy optimum", () => {
  it("is the closed form on a linear layer", async () => {
    const weights = syntheticMatrix("power", 24, UNITS, SIZE, 3);
    const map = await measureEntropy(linearLayer(weights), input, { ...base, recipe: "optimum" });
    expectAllclose(map.entropies, closedForm(linearEnergies(weights, unitOf, UNITS)), { relative: 0, absolute: 2e-3 });
    expect(map.stop).toBe("error-reached");
  });

  it.each([
    [5, 0.9],
    [10, 0.5],
    [40, 0.5],
  ])("is never worse than its start on a layer bent %d-fold, and spends the budget", async (bend, share) => {
    const linear = syntheticMatrix("flat", 48, UNITS, SIZE, 1);
    const quadratic = scaled(syntheticMatrix("half-power", 48, UNITS, SIZE, 2), () => bend);
    const layer = quadraticLayer(linear, quadratic);
    const starts: number[] = [];
    const ends: number[] = [];
    const stated: number[] = [];
    for (let seed = 0; seed < 10; seed++) {
      const start = await measureEntropy(layer, input, { ...base, seed, passes: 128 });
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

describe("measureEntropy official", () => {
  const weights = syntheticMatrix("half-power", 30, UNITS, SIZE, 3);
  const energies = linearEnergies(weights, unitOf, UNITS);
  const mean = energies.reduce((sum, energy) => sum + energy, 0) / UNITS;

  /** The same descent in expectation, on a linear layer without ReLU: loss = mean over units of σ_i² G_i / (σ0² mean G). */
  function expectedDescent(steps: number): Float64Array {
    const history: Float64Array[] = [];
    let sigmas = new Float64Array(UNITS).fill(SIGMA0);
    let weight = 7;
    for (let step = 0; step < steps; step++) {
      sigmas = sigmas.map((sigma) => Math.min(1, Math.max(0.001, sigma)));
      const entropies = sigmas.map(entropyOf);
      if (step === 60) {
        if (entropies.reduce((sum, value) => sum + value, 0) / UNITS > -2.8) break;
        weight *= 1.5;
      }
      history.push(entropies);
      sigmas = sigmas.map(
        (sigma, i) =>
          sigma - 1e-4 * ((2 * sigma * energies[i]!) / (UNITS * SIGMA0 ** 2 * mean) - weight / UNITS / sigma),
      );
    }
    const distance = (map: Float64Array): number => Math.abs(map.reduce((sum, value) => sum + value, 0) / UNITS + 2.8);
    return history.reduce((best, map) => (distance(map) < distance(best) ? map : best));
  }

  it("follows the paper's descent to the step it keeps, within its stated error", async () => {
    const options: EntropyOptions = { ...base, recipe: "official", official: { rectify: false } };
    const map = await measureEntropy(linearLayer(weights), input, options);
    const truth = expectedDescent(80);
    expect(Math.abs(map.meanEntropy + 2.8)).toBeLessThan(0.15);
    expect(centredDifference(map.entropies, truth)).toBeLessThan(2 * map.monteCarloError);
    expect(map.monteCarloError).toBeLessThan(0.1);
    expect(map.stop).toBe("step-limit");
  });

  it("keeps copies of its steps: the kept map is not the last one", async () => {
    const run = (steps: number) =>
      measureEntropy(linearLayer(weights), input, {
        ...base,
        recipe: "official",
        official: { steps, copies: 8, rectify: false, lateStep: 1000, targetEntropy: entropyOf(SIGMA0) },
      });
    const short = await run(1);
    const long = await run(20);
    expect(Array.from(long.entropies)).toEqual(Array.from(short.entropies));
    expect(short.entropies[0]).toBeCloseTo(entropyOf(SIGMA0), 12);
  });

  it("has less contrast than the converged map", async () => {
    const spread = (map: ArrayLike<number>): number => centredDifference(map, new Float64Array(map.length));
    const map = await measureEntropy(linearLayer(weights), input, {
      ...base,
      recipe: "official",
      official: { rectify: false },
    });
    expect(spread(map.entropies)).toBeLessThan(0.8 * spread(closedForm(energies)));
  });

  it("does not see features that the extra ReLU closes", async () => {
    // Feature 0 is far below zero and moves with unit 0 only; the others are far above.
    const open = closedFormLayer({
      shape: [2],
      x0: new Float32Array(2),
      featureSize: 2,
      forward: (x) => Float64Array.of(-9 + 5 * x[0]!, 9 + x[1]!),
      backward: (_x, v) => Float64Array.of(5 * v[0]!, v[1]!),
    });
    const pair = unitsOver(Int32Array.of(0, 1), 2);
    const options: EntropyOptions = { ...base, recipe: "official", official: { copies: 16 } };
    const closed = await measureEntropy(open, pair, options);
    expect(closed.entropies[0]).toBeGreaterThan(closed.entropies[1]!);
    const both = await measureEntropy(open, pair, { ...options, official: { copies: 16, rectify: false } });
    expect(both.entropies[0]).toBeLessThan(both.entropies[1]!);
  });

  it("leaves a feature loss of half the entropy weight when the objective is solved to convergence", () => {
    // An independent solver: Adam on ln σ with the exact gradient; shares no code with the engine.
    for (const weight of [5, 6, 7]) {
      const logs = new Float64Array(UNITS).fill(Math.log(SIGMA0));
      const first = new Float64Array(UNITS);
      const second = new Float64Array(UNITS);
      const loss = (): Float64Array =>
        logs.map((log, i) => (Math.exp(2 * log) * energies[i]!) / (UNITS * SIGMA0 ** 2 * mean));
      for (let step = 1; step <= 4000; step++) {
        for (const [i, part] of loss().entries()) {
          const gradient = 2 * part - weight / UNITS;
          first[i] = 0.9 * first[i]! + 0.1 * gradient;
          second[i] = 0.999 * second[i]! + 0.001 * gradient ** 2;
          logs[i]! -=
            ((0.02 / (1 + step / 200)) * (first[i]! / (1 - 0.9 ** step))) /
            (Math.sqrt(second[i]! / (1 - 0.999 ** step)) + 1e-12);
        }
      }
      expect(loss().reduce((sum, part) => sum + part, 0)).toBeCloseTo(weight / 2, 3);
      expectAllclose(
        logs.map((log) => log + entropyOf(1)),
        closedForm(energies, weight),
        { relative: 0, absolute: 1e-3 },
      );
    }
  });
});
