import { describe, expect, it } from "vitest";
import { randomOf } from "./random.ts";

const key = { seed: 1, sample: "a", purpose: "test", pass: 0 };

describe("randomOf", () => {
  it("is uniform: mean 1/2, variance 1/12, even in 16 bins and uncorrelated with the next", () => {
    const random = randomOf(key);
    const count = 40_000;
    const draws = Array.from({ length: count }, () => random.uniform());
    const mean = draws.reduce((sum, value) => sum + value, 0) / count;
    const moment = (shift: number): number =>
      draws.reduce((sum, value, k) => sum + (value - 0.5) * (draws[(k + shift) % count]! - 0.5), 0) / count;
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / count));
    expect(moment(0)).toBeCloseTo(1 / 12, 2);
    expect(Math.abs(moment(1))).toBeLessThan(4 / 12 / Math.sqrt(count));
    const bins = new Float64Array(16);
    for (const value of draws) {
      expect(value >= 0 && value < 1).toBe(true);
      bins[Math.floor(16 * value)] = bins[Math.floor(16 * value)]! + 1;
    }
    // 0.999 quantile of chi-squared with 15 degrees of freedom.
    expect(bins.reduce((sum, seen) => sum + (seen - count / 16) ** 2 / (count / 16), 0)).toBeLessThan(37.7);
  });

  it("depends on every field of its key", () => {
    const first = (change: object): number => randomOf({ ...key, ...change }).uniform();
    expect(first({})).toBe(first({}));
    const others = [{ seed: 2 }, { sample: "b" }, { purpose: "x" }, { pass: 1 }].map(first);
    expect(new Set([first({}), ...others]).size).toBe(5);
  });

  it("shuffles without losing anything, every item to every place equally often", () => {
    const random = randomOf(key);
    const seen = new Float64Array(16);
    for (let k = 0; k < 4000; k++) {
      const order = random.shuffled([0, 1, 2, 3]);
      expect([...order].sort()).toEqual([0, 1, 2, 3]);
      for (const [place, item] of order.entries()) seen[4 * item + place] = seen[4 * item + place]! + 1;
    }
    for (const count of seen) expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt(750));
  });
});
