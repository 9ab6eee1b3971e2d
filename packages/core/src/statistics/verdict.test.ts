import { describe, expect, it } from "vitest";
import { crossedDifference } from "./crossed-interval.ts";
import { seedInterval } from "./seed-interval.ts";
import { noVerdictReason, verdict } from "./verdict.ts";

describe("verdict", () => {
  const interval = (low: number, high: number) => ({ mean: (low + high) / 2, low, high });

  it("is supported or contradicted only when the whole interval lies on one side of 0", () => {
    expect(verdict(interval(0.1, 2), "distilled > scratch", 3)).toBe("supported");
    expect(verdict(interval(0.1, 2), "distilled < scratch", 3)).toBe("contradicted");
    expect(verdict(interval(-2, -0.1), "distilled < scratch", 3)).toBe("supported");
    expect(verdict(interval(-2, -0.1), "distilled > scratch", 3)).toBe("contradicted");
    expect(verdict(interval(-0.1, 2), "distilled > scratch", 3)).toBe("inconclusive");
    expect(verdict(interval(0, 2), "distilled > scratch", 3)).toBe("inconclusive");
    expect(verdict(interval(-2, 0), "distilled < scratch", 3)).toBe("inconclusive");
  });

  it("two identical runs are inconclusive", () => {
    const values = [1, 2, 3].map((seed) => Float64Array.of(seed, 2 * seed, 5));
    const difference = crossedDifference(values, values, "mean");
    for (const expected of ["distilled > scratch", "distilled < scratch"] as const)
      expect(verdict(difference, expected, 3)).toBe("inconclusive");
  });

  it("is not given below three seeds or without an interval, and says why", () => {
    expect(verdict(interval(1, 2), "distilled > scratch", 2)).toBe("no-verdict");
    expect(noVerdictReason(interval(1, 2), 2)).toBe("expected at least 3 training seeds; got 2");
    const none = { mean: Number.NaN, low: Number.NaN, high: Number.NaN, reason: "no path" };
    expect(verdict(none, "distilled > scratch", 5)).toBe("no-verdict");
    expect(noVerdictReason(none, 5)).toBe("no path");
  });
});

describe("seedInterval", () => {
  it("is mean ± t s / √S", () => {
    // s = 1, S = 3
    const half = 4.302652729749462 / Math.sqrt(3);
    const { mean, low, high } = seedInterval([1, 2, 3]);
    expect(mean).toBe(2);
    expect(low).toBeCloseTo(2 - half, 10);
    expect(high).toBeCloseTo(2 + half, 10);
  });

  it("leaves undefined seeds out and has no ends for fewer than two", () => {
    expect(seedInterval([1, Number.NaN, 3]).mean).toBe(2);
    expect(seedInterval([5])).toEqual({
      mean: 5,
      low: Number.NaN,
      high: Number.NaN,
      reason: "expected at least 2 seeds; got 1",
    });
  });
});
