import { describe, expect, it } from "vitest";
import { hashed, UNITS } from "../../fixtures/synthetic-task.ts";
import { mapCorrelation, pointsGained, startsUntrained } from "./since-start.ts";

const first = Float64Array.from(UNITS, (_, i) => -3 + hashed(1, i));
const second = Float64Array.from(UNITS, (_, i) => -3 + hashed(2, i));
const steps = (...all: number[]): { step: number }[] => all.map((step) => ({ step }));

describe("pointsGained", () => {
  it("is the last count minus the first, whatever lies between", () => {
    expect(pointsGained([120, 7, 100], steps(0, 5, 9))).toBe(-20);
  });

  it("is NaN where the first checkpoint is not step 0, or is the only one", () => {
    expect(pointsGained([120, 100], steps(1, 9))).toBeNaN();
    expect(pointsGained([120], steps(0))).toBeNaN();
    expect(startsUntrained([])).toBe(false);
  });
});

describe("mapCorrelation", () => {
  it("is 1 for a scaled and shifted map, -1 for one turned over, exactly bounded", () => {
    const same = first.map((h) => 0.3 * h + 7);
    expect(mapCorrelation(first, same, UNITS)).toBeCloseTo(1, 14);
    expect(mapCorrelation(first, same, UNITS)).toBeLessThanOrEqual(1);
    expect(
      mapCorrelation(
        first,
        first.map((h) => -h),
        UNITS,
      ),
    ).toBeCloseTo(-1, 14);
    expect(mapCorrelation(first, second, UNITS)).toBe(mapCorrelation(second, first, UNITS));
  });

  it("is Pearson's, over units outside border and named parts", () => {
    const counted = UNITS.flatMap(({ region, part }, i) => (region === "border" || part !== undefined ? [] : [i]));
    const [x, y] = [counted.map((i) => first[i]!), counted.map((i) => second[i]!)];
    const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
    const covariance = (a: readonly number[], b: readonly number[]): number =>
      mean(a.map((v, k) => (v - mean(a)) * (b[k]! - mean(b))));
    const expected = covariance(x, y) / Math.sqrt(covariance(x, x) * covariance(y, y));
    expect(mapCorrelation(first, second, UNITS)).toBeCloseTo(expected, 12);
    const elsewhere = second.map((h, i) => (counted.includes(i) ? h : 50 * hashed(3, i)));
    expect(mapCorrelation(first, elsewhere, UNITS)).toBe(mapCorrelation(first, second, UNITS));
  });

  it("is NaN where a map is flat", () => {
    expect(mapCorrelation(first, new Float64Array(UNITS.length).fill(-3.3), UNITS)).toBeNaN();
  });
});
