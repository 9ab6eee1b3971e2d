import { describe, expect, it } from "vitest";
import { proportionInterval } from "./proportion.ts";

describe("proportionInterval", () => {
  it("is closed without a success: 0 to 1 − (tail)^(1/n); and without a failure", () => {
    for (const trials of [1, 5, 100, 2000]) {
      const none = proportionInterval(0, trials);
      expect(none).toMatchObject({ mean: 0, low: 0 });
      expect(none.high).toBeCloseTo(1 - 0.025 ** (1 / trials), 10);
      const all = proportionInterval(trials, trials);
      expect(all).toMatchObject({ mean: 1, high: 1 });
      expect(all.low).toBeCloseTo(0.025 ** (1 / trials), 10);
    }
  });

  it("turns over when successes and failures change places", () => {
    for (const [successes, trials] of [
      [1, 7],
      [3, 100],
      [40, 90],
    ] as const) {
      const [few, many] = [proportionInterval(successes, trials), proportionInterval(trials - successes, trials)];
      expect(few.low).toBeCloseTo(1 - many.high, 12);
      expect(few.high).toBeCloseTo(1 - many.low, 12);
    }
  });

  it("narrows with the trials and widens with the level, always around the share", () => {
    const width = (trials: number, level: number): number => {
      const { low, mean, high } = proportionInterval(trials / 10, trials, level);
      expect(low).toBeLessThan(mean);
      expect(high).toBeGreaterThan(mean);
      return high - low;
    };
    expect(width(1000, 0.95)).toBeLessThan(width(100, 0.95));
    expect(width(100, 0.99)).toBeGreaterThan(width(100, 0.95));
  });

  it("covers the true share at least as often as it promises, counted exactly", () => {
    const trials = 40;
    const intervals = Array.from({ length: trials + 1 }, (_, k) => proportionInterval(k, trials, 0.9));
    for (const share of [0.01, 0.05, 0.2, 0.5, 0.93]) {
      let chance = (1 - share) ** trials;
      let covered = 0;
      for (const [k, { low, high }] of intervals.entries()) {
        if (low <= share && share <= high) covered += chance;
        chance *= ((trials - k) / (k + 1)) * (share / (1 - share));
      }
      expect(covered).toBeGreaterThanOrEqual(0.9);
    }
  });

  // scipy 1.17.1: stats.binomtest(k, n).proportion_ci(level, method="exact")
  it.each([
    [1, 100, 0.95, 0.00025314603268189283, 0.054459385392080666],
    [5, 100, 0.95, 0.016431879181728278, 0.11283491110546288],
    [9, 100, 0.95, 0.041983595628391525, 0.16398225502964012],
    [92, 100, 0.95, 0.848442364135579, 0.9648284374821919],
    [3, 12, 0.9, 0.0718702555422695, 0.5273266035603439],
    [50, 300, 0.99, 0.11526849551105357, 0.22897507752234714],
    [1999, 2000, 0.95, 0.9972173601653276, 0.9999873411761293],
  ])("%i of %i at %f lies between %f and %f, as scipy has it", (successes, trials, level, low, high) => {
    const interval = proportionInterval(successes, trials, level);
    expect(interval.low).toBeCloseTo(low, 10);
    expect(interval.high).toBeCloseTo(high, 10);
  });

  it("refuses counts that cannot be", () => {
    expect(() => proportionInterval(1, 0)).toThrow(/trials: expected/);
    expect(() => proportionInterval(5, 4)).toThrow(/successes: expected/);
    expect(() => proportionInterval(0.5, 4)).toThrow(/successes: expected/);
    expect(() => proportionInterval(1, 4, 1)).toThrow(/level: expected/);
    expect(() => proportionInterval(1, Number.NaN)).toThrow(/trials: expected/);
  });
});
