import { type EntropyMap, entropyGap, regionMean, type TaskData, type Unit } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { withEffect, withSharedEffect } from "./plant-effects.ts";
import { REAL_STUDY } from "./real-study.ts";

const UNITS: readonly Unit[] = Array.from({ length: 12 }, (_, i) => ({
  label: `unit ${i}`,
  region: i < 4 ? "foreground" : i < 11 ? "background" : "border",
}));
const STEPS = [0, 1, 12];
const KEY = { seed: 0, trial: "a trial" };

function map(value: (unit: number) => number): EntropyMap {
  const entropies = Float64Array.from(UNITS.keys(), value);
  return {
    recipe: "limit",
    entropies,
    standardErrors: new Float64Array(UNITS.length),
    meanEntropy: 0,
    referenceDistortion: 1,
    distortion: 1,
    nonLinearity: 1,
    passes: 32,
    unitsAtBound: 0,
    monteCarloError: 0,
    stop: "closed-form",
    atSecondBound: { upper: 1, entropies: entropies.map((each) => each + 1), meanEntropy: 0, unitsAtBound: 0 },
  };
}

/** Equal networks. */
function twins(samples: number, seeds: number): TaskData {
  const ids = Array.from({ length: samples }, (_, s) => `s${s}`);
  const still = { perStep: 0, perCheckpoint: 0 };
  const runs = (["scratch", "distilled"] as const).flatMap((role) =>
    Array.from({ length: seeds }, (_, seed) => ({
      role,
      seed,
      checkpoints: STEPS.map((step) => ({ step, path: { layer: still, network: still } })),
    })),
  );
  return {
    task: "t",
    modality: "image",
    layer: "fc1",
    samples: ids.map((id) => ({ id, group: "all", units: UNITS })),
    runs,
    measurements: runs.flatMap(({ role, seed }) =>
      STEPS.flatMap((step) =>
        ids.map((sample, s) => ({
          key: { task: "t", layer: "fc1", role, seed, step, sample },
          map: map((unit) => Math.sin(3 * s + 7 * unit)),
        })),
      ),
    ),
  };
}

type Number = (entropies: Float64Array) => number;

/** Treated − reference of a number of maps, `[seed][sample]`. */
function differences(data: TaskData, step: number, number: Number): number[][] {
  const all = [...data.measurements].filter(({ key }) => key.step === step);
  const of = (role: string, seed: number): number[] =>
    all.filter(({ key }) => key.role === role && key.seed === seed).map((each) => number(each.map.entropies));
  const seeds = [...new Set(all.map(({ key }) => key.seed))];
  return seeds.map((seed) => {
    const reference = of("scratch", seed);
    return of("distilled", seed).map((value, s) => value - reference[s]!);
  });
}

const gap: Number = (entropies) => entropyGap(entropies, UNITS);
const background: Number = (entropies) => regionMean(entropies, UNITS, "background");
const lowest: Number = (entropies) => Math.min(...entropies.subarray(4, 11));
const numbersOf = (values: number[][]): number[] => values.flat();

describe("an effect that is the same in all pictures", () => {
  const kept = withEffect(twins(3, 2), { plant: "kept", spread: "same", size: 0.2 }, KEY);

  it("moves the gap by its size at every trained checkpoint, and no untrained map", () => {
    expect(numbersOf(differences(kept, 0, gap))).toEqual(new Array(6).fill(0));
    for (const value of numbersOf(differences(kept, 12, gap))) expect(value).toBeCloseTo(0.2, 12);
  });

  it("spreads the reference's background and keeps its mean", () => {
    for (const value of numbersOf(differences(kept, 12, background))) expect(value).toBeCloseTo(0, 12);
    for (const value of numbersOf(differences(kept, 12, lowest))) expect(value).toBeCloseTo(0.2, 12);
  });

  it("is in the maps under the second bound too, and leaves border units alone", () => {
    for (const value of numbersOf(differences(kept, 12, (entropies) => entropies[11]!))) expect(value).toBe(0);
    for (const { map: own } of kept.measurements) {
      const second = own.atSecondBound!.entropies;
      for (const i of UNITS.keys()) expect(second[i]! - own.entropies[i]!).toBeCloseTo(1, 12);
    }
  });

  it("comes early to one network and late to the other", () => {
    const early = withEffect(twins(2, 1), { plant: "early", spread: "same", size: 0.1 }, KEY);
    for (const value of numbersOf(differences(early, 1, gap))) expect(value).toBeCloseTo(0.1, 12);
    for (const value of numbersOf(differences(early, 12, gap))) expect(value).toBeCloseTo(-0.1, 12);
  });

  it("changes what it is given in no way", () => {
    const data = twins(1, 1);
    const before = JSON.stringify([...data.measurements]);
    withEffect(data, { plant: "kept", spread: "by-picture", size: 0.3 }, KEY);
    expect(JSON.stringify([...data.measurements])).toBe(before);
  });
});

function correlation(a: readonly number[], b: readonly number[]): number {
  const center = (values: readonly number[]): number[] => {
    const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - middle);
  };
  const [x, y] = [center(a), center(b)];
  const dot = (p: readonly number[], q: readonly number[]): number =>
    p.reduce((sum, value, k) => sum + value * q[k]!, 0);
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}

describe("an effect that differs by picture", () => {
  const SAMPLES = 1500;

  it("has its size as mean and deviation, and seeds share of it what our own runs share", () => {
    const data = withEffect(twins(SAMPLES, 2), { plant: "kept", spread: "by-picture", size: 0.2 }, KEY);
    const [first, second] = differences(data, 12, gap);
    const mean = first!.reduce((sum, value) => sum + value, 0) / SAMPLES;
    const deviation = Math.sqrt(first!.reduce((sum, value) => sum + (value - mean) ** 2, 0) / SAMPLES);
    expect(Math.abs(mean - 0.2)).toBeLessThan(0.02);
    expect(Math.abs(deviation - 0.2)).toBeLessThan(0.02);
    expect(Math.abs(correlation(first!, second!) - REAL_STUDY.pictureCorrelation)).toBeLessThan(0.08);
  });

  it("favours neither network where it has no mean", () => {
    const data = withSharedEffect(twins(SAMPLES, 2), "kept", KEY);
    const [first, second] = differences(data, 12, gap);
    const mean = first!.reduce((sum, value) => sum + value, 0) / SAMPLES;
    expect(Math.abs(mean)).toBeLessThan((4 * REAL_STUDY.sharedDeviation) / Math.sqrt(SAMPLES));
    expect(correlation(first!, second!)).toBeGreaterThan(0.3);
  });

  it("is another in another trial and the same in the same", () => {
    const one = (trial: string): number[] =>
      numbersOf(differences(withSharedEffect(twins(2, 2), "early", { seed: 0, trial }), 12, gap));
    expect(one("a")).toEqual(one("a"));
    expect(one("a")).not.toEqual(one("b"));
  });
});
