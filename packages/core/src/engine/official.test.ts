import {
  blockIndices,
  centredDifference,
  closedFormLayer,
  expectAllclose,
  linearEnergies,
  linearLayer,
  linearOptimum,
  syntheticMatrix,
  unitsOver,
} from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { measureEntropy } from "../entropy.ts";
import { entropyOf } from "./normal-entropy.ts";
import type { OfficialOptions, SharedOptions } from "./options.ts";

const UNITS = 24;
const SIZE = 6;
const SIGMA0 = 0.01;
const unitOf = blockIndices(UNITS, SIZE);
const input = unitsOver(unitOf, UNITS);
const base: SharedOptions = { seed: 1, sample: "s", sigma0: SIGMA0 };

function linearEntropies(energies: Float64Array, weight = 7): Float64Array {
  return linearOptimum(energies, SIGMA0, weight).map(entropyOf);
}

function entropyMean(map: Float64Array): number {
  return map.reduce((sum, value) => sum + value, 0) / map.length;
}

describe("measureEntropy official", () => {
  const weights = syntheticMatrix("half-power", 30, UNITS, SIZE, 3);
  const energies = linearEnergies(weights, unitOf, UNITS);
  const mean = energies.reduce((sum, energy) => sum + energy, 0) / UNITS;

  /** The same descent in expectation, on a linear layer without ReLU: loss = Σ σ_i² G_i / normaliser, as measured. */
  function expectedDescent(steps: number, lateStep: number, target: number, normaliser: number): Float64Array {
    const history: Float64Array[] = [];
    let sigmas = new Float64Array(UNITS).fill(SIGMA0);
    let weight = 7;
    for (let step = 0; step < steps; step++) {
      sigmas = sigmas.map((sigma) => Math.min(1, Math.max(0.001, sigma)));
      const entropies = sigmas.map(entropyOf);
      if (step === lateStep) {
        if (entropies.reduce((sum, value) => sum + value, 0) / UNITS > target) break;
        weight *= 1.5;
      }
      history.push(entropies);
      sigmas = sigmas.map(
        (sigma, i) => sigma - 1e-4 * ((2 * sigma * energies[i]!) / normaliser - weight / UNITS / sigma),
      );
    }
    const distance = (map: Float64Array): number =>
      Math.abs(map.reduce((sum, value) => sum + value, 0) / UNITS - target);
    return history.reduce((best, map) => (distance(map) < distance(best) ? map : best));
  }

  it("follows the paper's descent to the step it keeps, within its stated error", async () => {
    const options: OfficialOptions = { ...base, recipe: "official", official: { rectify: false } };
    const map = await measureEntropy(linearLayer(weights), input, options);
    const truth = expectedDescent(80, 60, -2.8, map.referenceDistortion);
    expect(Math.abs(map.meanEntropy + 2.8)).toBeLessThan(0.15);
    expect(centredDifference(map.entropies, truth)).toBeLessThan(2 * map.monteCarloError);
    expect(map.monteCarloError).toBeLessThan(0.1);
    expect(map.stop).toBe("step-limit");
  });

  it("weighs entropy 1.5 times as much after the late step, and stops there once the target is passed", async () => {
    const run = (targetEntropy: number) =>
      measureEntropy(linearLayer(weights), input, {
        ...base,
        recipe: "official",
        official: { steps: 60, lateStep: 10, targetEntropy, rectify: false },
      });
    const far = await run(0);
    expectAllclose([far.meanEntropy], [entropyMean(expectedDescent(60, 10, 0, far.referenceDistortion))], {
      relative: 0,
      absolute: 0.02,
    });
    const low = await run(-3.15);
    expect(low.passes).toBeLessThanOrEqual(96 * 11);
    expect(far.passes).toBe(96 * 61);
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
    expect(spread(map.entropies)).toBeLessThan(0.8 * spread(linearEntropies(energies)));
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
    const options: OfficialOptions = { ...base, recipe: "official", official: { copies: 16 } };
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
        linearEntropies(energies, weight),
        { relative: 0, absolute: 1e-3 },
      );
    }
  });
});
