import { studentQuantile } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import type { Arms } from "./arms.ts";
import { WAYS } from "./intervals.ts";
import { variances } from "./shares.ts";
import { meanTrial, type Setting, type Trial, uniforms, varianceTrial } from "./trial.ts";

const SETTING: Setting = { seeds: 4, samples: 12, shares: { seed: 0.2, sample: 0.3, rest: 0.5 }, shape: "normal" };

function arms(way: string, trial: Trial, statistic: "mean" | "variance" = "mean"): Arms {
  const interval = WAYS[way]?.(trial, statistic, uniforms(7));
  if (interval === undefined) throw new Error(`no way ${way}`);
  return interval;
}

const half = ({ low, high }: Arms): number => (high - low) / 2;

describe("ways to an interval", () => {
  const trial = meanTrial(SETTING, uniforms(1));
  const average = (values: Iterable<number>): number => {
    const all = [...values];
    return all.reduce((sum, value) => sum + value, 0) / all.length;
  };

  it("of two-way effects are those of mean squares written out", () => {
    const cells = trial.treated;
    const rows = cells.map(average);
    const columns = Array.from({ length: 12 }, (_, k) => average(cells.map((row) => row[k]!)));
    const center = average(rows);
    const bySeed = (12 * rows.reduce((sum, row) => sum + (row - center) ** 2, 0)) / 3;
    const bySample = (4 * columns.reduce((sum, column) => sum + (column - center) ** 2, 0)) / 11;
    let rest = 0;
    for (const [s, row] of cells.entries())
      for (const [k, value] of row.entries()) rest += (value - rows[s]! - columns[k]! + center) ** 2 / 33;
    const effects = bySeed + bySample - rest;
    const degrees = effects ** 2 / (bySeed ** 2 / 3 + bySample ** 2 / 11 + rest ** 2 / 33);
    expect(half(arms("effects", trial))).toBeCloseTo(studentQuantile(degrees, 0.95) * Math.sqrt(effects / 48), 10);
    const sum = bySeed + bySample;
    const more = sum ** 2 / (bySeed ** 2 / 3 + bySample ** 2 / 11);
    expect(half(arms("sum", trial))).toBeCloseTo(studentQuantile(more, 0.95) * Math.sqrt(sum / 48), 10);
    expect(half(arms("jackknife", trial))).toBeCloseTo(half(arms("sum", trial)), 10);
  });

  it("are as long as they were when every picture is there twice, but for those that take seeds' pictures as their own", () => {
    const twice = (rows: readonly Float64Array[]): Float64Array[] =>
      rows.map((row) => Float64Array.from([...row, ...row]));
    const alike = meanTrial({ ...SETTING, shares: { seed: 0, sample: 1, rest: 0 } }, uniforms(3));
    const doubled = { treated: twice(alike.treated), reference: twice(alike.reference) };
    // A copy of a picture is no second picture; no way can know it, so that arms shorten by √2 and by no more.
    for (const way of Object.keys(WAYS))
      if (way !== "seeds") expect(half(arms(way, doubled))).toBeGreaterThan(0.6 * half(arms(way, alike)));
    expect(half(arms("nested", alike))).toBeLessThan(0.8 * half(arms("sum", alike)));
  });

  it("of the report leave out a seed of two pictures, which would weigh a third", () => {
    const gap = meanTrial({ ...SETTING, seeds: 3, samples: 24, defined: 2 }, uniforms(5));
    const shifted = gap.treated.map((row, s) => row.map((value) => value + (s === 0 ? 30 : 0)));
    const { low, high } = arms("sum", { ...gap, treated: shifted });
    const before = arms("sum", gap);
    expect([low, high]).toEqual([before.low, before.high]);
  });

  it("of a variance are of its squared deviations, and move with neither network's mean", () => {
    const spread = varianceTrial(SETTING, uniforms(2));
    const moved = { treated: spread.treated.map((row) => row.map((value) => value + 9)), reference: spread.reference };
    for (const way of ["sum", "effects", "jackknife", "nested", "widened"])
      expect(half(arms(way, moved, "variance"))).toBeCloseTo(half(arms(way, spread, "variance")), 6);
  });
});

describe("variances", () => {
  it("finds the shares that a trial was made with", () => {
    const many = meanTrial({ ...SETTING, seeds: 60, samples: 400 }, uniforms(11));
    const found = variances(many.treated.map((row) => [...row]));
    expect(found.seed).toBeCloseTo(0.2, 1);
    expect(found.sample).toBeCloseTo(0.3, 1);
    expect(found.rest).toBeCloseTo(0.5, 1);
  });
});
