import { describe, expect, it } from "vitest";
import { hashed, syntheticTask, UNITS } from "../../fixtures/synthetic-task.ts";
import { metricDifferenceRange, metricRange } from "./metric-range.ts";
import { METRICS } from "./sample-metrics.ts";
import { summarize } from "./summarize.ts";

/** Two seeds that know opposite things, the reference the other way round: their intervals would leave every range. */
const result = summarize(
  syntheticTask({
    roles: ["distilled", "scratch", "null"],
    seeds: [0, 1],
    samples: 4,
    entropy: ({ role, seed, step, sample, unit }) => {
      const onObject = (seed === 0) === (role !== "scratch");
      const kept = onObject
        ? UNITS[unit]?.region === "foreground"
        : unit === 6 || unit === 7 || (unit === 0 && step > 0);
      return -3 - (kept ? 1.5 : 0) + 0.5 * hashed(role === "null" ? 2 : 3, seed, step, sample, unit);
    },
  }),
  { recipe: "limit" },
);

describe("metricRange", () => {
  it("holds the mean of every number of every seed", () => {
    for (const { networks } of result.bySeed)
      for (const numbers of Object.values(networks))
        for (const metric of METRICS) {
          const { low, high } = metricRange(metric);
          const value = numbers[metric] ?? Number.NaN;
          if (!Number.isNaN(value)) expect(value >= low && value <= high, `${metric} ${value}`).toBe(true);
        }
  });

  it("ends intervals: those of shares at 0 and 1, those of their differences at -1 and 1, of counts at 0", () => {
    const { distilled } = result.networks;
    expect(distilled?.foregroundRatio).toMatchObject({ low: 0, high: 1 });
    expect(distilled?.foregroundCount.low).toBe(0);
    expect(distilled?.learningDistance.variance.low).toBe(0);
    expect(result.parts.distractor?.points.distilled?.low).toBe(0);
    const ratio = result.hypotheses.find(({ id }) => id === "H1.foregroundRatio");
    expect(ratio?.difference).toMatchObject({ low: -1, high: 1 });
    expect(ratio?.nullDifference).toMatchObject({ low: -1, high: 1 });
    expect(ratio?.overSeeds?.difference).toMatchObject({ low: -1, high: 1 });
  });

  it("leaves differences of entropies and of counts alone", () => {
    for (const metric of ["entropyGap", "gap", "foregroundGain"])
      expect(metricRange(metric)).toEqual({ low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY });
    expect(metricDifferenceRange("foregroundCount").low).toBe(Number.NEGATIVE_INFINITY);
    const gap = result.contrasts?.find(({ metric, part }) => metric === "entropyGap" && part === undefined);
    const { mean, low, high } = gap?.difference ?? { mean: 0, low: 0, high: 0 };
    expect(high - mean).toBeCloseTo(mean - low, 12);
  });

  it("of the headline numbers of a contrast is that of its difference", () => {
    const ranks = (result.contrasts ?? []).filter(({ metric }) => metric === "foregroundRank");
    expect(ranks.length).toBeGreaterThan(0);
    for (const { difference } of ranks) {
      expect(difference.low).toBeGreaterThanOrEqual(-1);
      expect(difference.high).toBeLessThanOrEqual(1);
    }
  });
});
