import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normals } from "../../fixtures/synthetic-task.ts";
import { bootstrap } from "./bootstrap.ts";
import { mean, populationVariance, quantile, statisticOf } from "./moments.ts";

const normal = normals(3);
const draw = (samples: number, shift = 0): Float64Array =>
  Float64Array.from({ length: samples }, () => shift + normal());
const few = { resamples: 400 };

describe("moments", () => {
  it("variance is the population's, and the standard deviation its root", () => {
    expect(populationVariance([1, 2, 3, 6])).toBe(3.5);
    expect(statisticOf([1, 2, 3, 6], "variance")).toBe(3.5);
    expect(statisticOf([1, 2, 3, 6], "standardDeviation")).toBe(Math.sqrt(3.5));
    expect(populationVariance([0.1, 0.1, 0.1])).toBe(0);
    expect(populationVariance([])).toBeNaN();
    expect(mean([])).toBeNaN();
  });

  it("quantile interpolates between order statistics, for both parities", () => {
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantile([1, 2, 3], 0.5)).toBe(2);
    expect(quantile([1, 2, 3, 4, 5], 0.025)).toBeCloseTo(1.1, 12);
    expect(quantile([1, 2, 3], 1)).toBe(3);
  });
});

describe("bootstrap", () => {
  it("the same seed gives the same bytes, another seed others", () => {
    const values = [draw(20), draw(20), draw(20)];
    expect(bootstrap({ ...few, seed: 4 }).interval(values, "mean")).toEqual(
      bootstrap({ ...few, seed: 4 }).interval(values, "mean"),
    );
    expect(bootstrap({ ...few, seed: 4 }).interval(values, "mean")).not.toEqual(
      bootstrap({ ...few, seed: 5 }).interval(values, "mean"),
    );
  });

  it("an answer does not depend on what was asked before", () => {
    const values = [draw(20), draw(20)];
    const asked = bootstrap(few);
    asked.interval([draw(7)], "variance");
    expect(asked.interval(values, "mean")).toEqual(bootstrap(few).interval(values, "mean"));
  });

  it("identical runs differ by exactly zero, whatever the statistic", () => {
    const values = [draw(15), draw(15), draw(15)];
    for (const statistic of ["mean", "variance", "standardDeviation"] as const) {
      expect(bootstrap(few).difference(values, values, statistic)).toEqual({ mean: 0, low: 0, high: 0 });
    }
  });

  it("swapping the runs mirrors the interval", () => {
    const a = [draw(15), draw(15), draw(15)];
    const b = [draw(15), draw(15), draw(15)];
    const there = bootstrap(few).difference(a, b, "variance");
    const back = bootstrap(few).difference(b, a, "variance");
    expect(back.mean).toBeCloseTo(-there.mean, 12);
    expect(back.low).toBeCloseTo(-there.high, 12);
    expect(back.high).toBeCloseTo(-there.low, 12);
  });

  it("the mean of paired differences is the difference of means, its arms longer by √(S/(S − 1))", () => {
    const a = [draw(15), draw(15)];
    const b = [draw(15), draw(15)];
    const differences = a.map((values, s) => values.map((value, i) => value - b[s]![i]!));
    const paired = bootstrap(few).difference(a, b, "mean");
    const single = bootstrap(few).interval(differences, "mean");
    expect(paired.mean).toBeCloseTo(single.mean, 12);
    expect(single.mean - paired.low).toBeCloseTo(Math.SQRT2 * (single.mean - single.low), 12);
    expect(paired.high - single.mean).toBeCloseTo(Math.SQRT2 * (single.high - single.mean), 12);
  });

  it("one seed has arms of the percentiles' length: there is no spread between seeds to correct", () => {
    const [a, b] = [draw(15), draw(15)];
    const difference = a.map((value, i) => value - b[i]!);
    const paired = bootstrap(few).difference([a], [b], "mean");
    const single = bootstrap(few).interval([difference], "mean");
    expect(paired.low).toBeCloseTo(single.low, 12);
    expect(paired.high).toBeCloseTo(single.high, 12);
  });

  it("a sample undefined in one run is left out of both", () => {
    const a = Float64Array.of(1, Number.NaN, 3, 100);
    const b = Float64Array.of(0, 50, 1, Number.NaN);
    expect(bootstrap(few).difference([a], [b], "mean").mean).toBe(1.5);
  });

  it("one seed resamples samples: the half width is 1.96 standard errors", () => {
    const values = draw(400);
    const { low, high } = bootstrap({ resamples: 4000 }).interval([values], "mean");
    expect((high - low) / 2 / (1.96 * Math.sqrt(populationVariance(values) / 400))).toBeGreaterThan(0.95);
    expect((high - low) / 2 / (1.96 * Math.sqrt(populationVariance(values) / 400))).toBeLessThan(1.05);
  });

  it("seeds are resampled first: samples that agree within seeds still leave the spread between seeds", () => {
    const constant = (value: number): Float64Array => new Float64Array(50).fill(value);
    // Both seeds are drawn as 0 or as 1 with probability 1/4 each, so both ends lie outside the central 95 %.
    expect(bootstrap().interval([constant(0), constant(1)], "mean")).toEqual({ mean: 0.5, low: 0, high: 1 });
  });

  it("the variance is taken within seeds, anew on every resample", () => {
    const values = [draw(60, 0), draw(60, 100), draw(60, -100)];
    const { mean: variance, low, high } = bootstrap().interval(values, "variance");
    expect(variance).toBeCloseTo(mean(values.map(populationVariance)), 10);
    expect(low).toBeLessThan(variance);
    expect(high).toBeGreaterThan(variance);
    expect(high).toBeLessThan(3);
  });

  it("every sample and every seed can be drawn", () => {
    for (let k = 0; k < 3; k++) {
      const one = Float64Array.from({ length: 3 }, (_, i) => (i === k ? 1 : 0));
      expect(bootstrap(few).interval([one], "mean").high).toBeGreaterThan(0.6);
      const seeds = [0, 1, 2].map((s) => new Float64Array(4).fill(s === k ? 1 : 0));
      expect(bootstrap(few).interval(seeds, "mean").high).toBeGreaterThan(0.6);
    }
  });

  it("scaling and shifting values scales and shifts means exactly as far as rounding goes", () => {
    const values = [draw(10), draw(10), draw(10)];
    const before = bootstrap(few).interval(values, "mean");
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.double({ min: -10, max: 10, noNaN: true }),
        (scale, shift) => {
          const after = bootstrap(few).interval(
            values.map((each) => each.map((value) => scale * value + shift)),
            "mean",
          );
          expect(after.low).toBeCloseTo(scale * before.low + shift, 8);
          expect(after.high).toBeCloseTo(scale * before.high + shift, 8);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("nothing defined is NaN with a reason, never 0", () => {
    const nothing = bootstrap(few).interval([Float64Array.of(Number.NaN)], "mean");
    expect(nothing).toEqual({ mean: Number.NaN, low: Number.NaN, high: Number.NaN, reason: "no sample with a value" });
    expect(bootstrap(few).interval([Float64Array.of(1)], "variance").reason).toBe(
      "fewer than two samples with a value",
    );
    expect(bootstrap(few).interval([Float64Array.of(1)], "mean")).toMatchObject({
      mean: 1,
      low: Number.NaN,
      high: Number.NaN,
    });
  });

  it("options out of range are RANGE", () => {
    expect(() => bootstrap({ resamples: 0 })).toThrow("resamples: expected an integer >= 2; got 0");
    expect(() => bootstrap({ coverage: Number.NaN })).toThrow("coverage: expected a share between 0 and 1; got NaN");
  });
});
