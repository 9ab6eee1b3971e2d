// What a sceptic asks of verdicts: planted effects, null pairs, exchanged roles, over whole reports.

import { describe, expect, it } from "vitest";
import { normals, syntheticTask, UNITS } from "../../fixtures/synthetic-task.ts";
import { proportionInterval } from "../statistics/proportion.ts";
import type { Hypothesis, TaskResult } from "../task-result.ts";
import { adjustedResults } from "./adjusted-verdicts.ts";
import { summarize } from "./summarize.ts";

const SAMPLES = 32;
const SEEDS = [0, 1, 2, 3, 4];
const STEPS = [0, 10, 20, 40];

/**
 * A task whose numbers vary as those of our own runs do: most of a difference's variance lies in the pictures, little in the
 * seeds (`benchmarks/results/coverage.md`). The treated network sees the object `effect` nats better at the end.
 */
function task(id: string, random: number, effect: number): TaskResult {
  const normal = normals(random);
  const drawn = (count: number, deviation: number): Float64Array =>
    Float64Array.from({ length: count }, () => deviation * normal());
  const [units, roles] = [UNITS.length, 2];
  const picture = drawn(SAMPLES * units, 0.5);
  const own = drawn(roles * SAMPLES * units, 0.2);
  const ofSeed = drawn(roles * SEEDS.length, 0.06);
  const rest = drawn(roles * SEEDS.length * SAMPLES * units * STEPS.length, 0.25);
  return summarize(
    syntheticTask({
      samples: SAMPLES,
      seeds: SEEDS,
      steps: STEPS,
      entropy: ({ role, seed, step, sample, unit }) => {
        const treated = role === "distilled" ? 1 : 0;
        const onObject = UNITS[unit]!.region === "foreground" ? 1 : 0;
        const at = (treated * SEEDS.length + seed) * SAMPLES + sample;
        const learned = (step / 40) * onObject * (0.5 + effect * treated + ofSeed[treated * SEEDS.length + seed]!);
        const chance = rest[(at * units + unit) * STEPS.length + STEPS.indexOf(step)]!;
        return (
          -3 + picture[sample * units + unit]! + own[(treated * SAMPLES + sample) * units + unit]! + chance - learned
        );
      },
    }),
    { recipe: "limit", id },
  );
}

/** A report of four tasks, each with the effect. */
function report(random: number, effect: number): TaskResult[] {
  return adjustedResults([0, 1, 2, 3].map((k) => task(`t${k}@fc1`, 97 * random + k, effect)));
}

const claimed = ({ verdict }: Hypothesis): boolean => verdict === "supported" || verdict === "contradicted";
/** More points on the object: what was planted. */
const planted = (results: readonly TaskResult[]): Hypothesis[] =>
  results.flatMap(({ hypotheses }) => hypotheses.filter(({ id }) => id === "H1.foregroundCount"));

describe("reports of four tasks", () => {
  const REPORTS = 6;
  const over = (effect: number): Hypothesis[] =>
    Array.from({ length: REPORTS }, (_, k) => planted(report(1 + k, effect))).flat();

  it("find an effect of 0.3 nats", () => {
    const found = over(0.3).filter(({ verdict }) => verdict === "supported").length;
    expect(found / (4 * REPORTS)).toBeGreaterThanOrEqual(0.9);
  });

  it("do not claim one of 0.05 nats", () => {
    const found = over(0.05).filter(claimed).length;
    expect(found / (4 * REPORTS)).toBeLessThanOrEqual(0.05);
  });

  it("claim little where only chance tells the networks apart: anything at all in about one of twenty", () => {
    const CHANCE = 16;
    const wrong = Array.from({ length: CHANCE }, (_, k) => report(100 + k, 0)).filter((results) =>
      results.some(({ hypotheses }) => hypotheses.some(claimed)),
    ).length;
    expect(proportionInterval(wrong, CHANCE, 0.99).low).toBeLessThan(0.05);
  });
});
