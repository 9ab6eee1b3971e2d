import { describe, expect, it } from "vitest";
import { hashed, syntheticTask, UNITS } from "../../fixtures/synthetic-task.ts";
import { satterthwaite } from "../statistics/crossed-interval.ts";
import { studentQuantile } from "../statistics/student.ts";
import type { RoleContrast, TaskResult } from "../task-result.ts";
import { differenceInDifferences } from "./difference-in-differences.ts";
import { summarize } from "./summarize.ts";

const summary = (random: number, effect: number, seeds: readonly number[] = [0, 1, 2], samples = 12): TaskResult =>
  summarize(
    syntheticTask({
      seeds,
      samples,
      roles: ["distilled", "scratch", "null"],
      entropy: ({ role, seed, step, sample, unit }) =>
        2.5 * hashed(random, role.length, seed, step, sample, unit) -
        (UNITS[unit]!.region === "foreground" && role === "distilled" ? effect : 0) * (step / 40),
    }),
    { recipe: "limit" },
  );
const [trial, control] = [summary(1, 1.5), summary(2, 0.3)];
const contrastOf = ({ contrasts = [] }: TaskResult, metric: string): RoleContrast =>
  contrasts.find((each) => each.metric === metric && each.treated === "distilled" && each.part === undefined)!;

describe("a difference in differences", () => {
  const all = differenceInDifferences(trial, control);

  it("is there for every headline number of every pair of roles, the trial's minus the control's", () => {
    expect(all).toHaveLength(trial.contrasts!.length);
    for (const [k, { difference, metric, claim, treated, reference }] of all.entries()) {
      const [own, other] = [trial.contrasts![k]!, control.contrasts![k]!];
      expect({ metric, claim, treated, reference }).toEqual({
        metric: own.metric,
        claim: own.claim,
        treated: own.treated,
        reference: own.reference,
      });
      expect(difference.mean).toBeCloseTo(own.difference.mean - other.difference.mean, 12);
    }
  });

  it("pairs seeds and adds the samples' variances, by hand", () => {
    const [own, other] = [contrastOf(trial, "foregroundCount"), contrastOf(control, "foregroundCount")];
    const found = all.find(({ claim }) => claim === "H1.foregroundCount")!;
    const seeds = own.perSeed.map(({ difference }, k) => difference - other.perSeed[k]!.difference);
    const mean = seeds.reduce((sum, value) => sum + value, 0) / 3;
    const bySeed = seeds.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2 / 3;
    const variance = bySeed + own.samplesError ** 2 + other.samplesError ** 2;
    expect(found.paired).toBe(true);
    expect(found.standardError).toBeCloseTo(Math.sqrt(variance), 12);
    const degrees = satterthwaite([
      { variance: bySeed, degrees: 2 },
      { variance: own.samplesError ** 2, degrees: 11 },
      { variance: other.samplesError ** 2, degrees: 11 },
    ]);
    expect(found.degrees).toBeCloseTo(degrees, 10);
    expect(found.difference.high - mean).toBeCloseTo(studentQuantile(degrees, 0.95) * Math.sqrt(variance), 10);
    expect(found.difference.low).toBeGreaterThan(0);
    expect(found.p).toBeLessThan(0.05);
  });

  it("gains from pairing what moves both alike in a seed", () => {
    const moved = (result: TaskResult, by: readonly number[]): TaskResult => ({
      ...result,
      contrasts: result.contrasts!.map((each) => ({
        ...each,
        perSeed: each.perSeed.map(({ seed, difference }) => ({ seed, difference: difference + by[seed]! })),
      })),
    });
    const shifts = [-8, 0, 8];
    const both = differenceInDifferences(moved(trial, shifts), moved(control, shifts));
    for (const [k, { standardError }] of both.entries()) expect(standardError).toBeCloseTo(all[k]!.standardError, 9);
  });

  it("of different seeds adds the two errors, by Welch and Satterthwaite", () => {
    const other = summary(2, 0.3, [5, 6, 7, 8]);
    const [own, beside] = [contrastOf(trial, "foregroundCount"), contrastOf(other, "foregroundCount")];
    const found = differenceInDifferences(trial, other).find(({ claim }) => claim === "H1.foregroundCount")!;
    const [a, b] = [own.standardError ** 2, beside.standardError ** 2];
    expect(found.paired).toBe(false);
    expect(found.standardError).toBeCloseTo(Math.sqrt(a + b), 12);
    expect(found.degrees).toBeCloseTo((a + b) ** 2 / (a ** 2 / own.degrees + b ** 2 / beside.degrees), 9);
  });

  it("is mirrored when trial and control are exchanged, and 0 with p = 1 beside itself at no error", () => {
    for (const [k, { difference, p }] of differenceInDifferences(control, trial).entries()) {
      expect(difference.low).toBeCloseTo(-all[k]!.difference.high, 10);
      expect(p).toBeCloseTo(all[k]!.p, 10);
    }
    for (const { difference } of differenceInDifferences(trial, trial)) expect(difference.mean).toBe(0);
  });

  it("is NaN with a reason where either is not defined, and absent where the control lacks the pair", () => {
    const one = summary(2, 0.3, [0], 1);
    for (const { difference, p } of differenceInDifferences(trial, one)) {
      expect(p).toBeNaN();
      expect(difference.reason).toBeDefined();
    }
    const alone = { ...control, contrasts: control.contrasts!.filter(({ treated }) => treated !== "null") };
    expect(differenceInDifferences(trial, alone).some(({ treated }) => treated === "null")).toBe(false);
    const { contrasts: _, ...without } = control;
    expect(differenceInDifferences(trial, without)).toEqual([]);
  });
});
