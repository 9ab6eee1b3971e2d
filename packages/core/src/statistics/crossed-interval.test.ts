import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normals } from "../../fixtures/synthetic-task.ts";
import { type CrossedDifference, crossedDifference, crossedInterval, satterthwaite } from "./crossed-interval.ts";
import { mean, populationVariance, quantile, statisticOf } from "./moments.ts";
import { proportionInterval } from "./proportion.ts";
import { seedInterval } from "./seed-interval.ts";
import { studentQuantile } from "./student.ts";

const normal = normals(3);
const draw = (samples: number, shift = 0): Float64Array =>
  Float64Array.from({ length: samples }, () => shift + normal());
const zeros = (like: readonly Float64Array[]): Float64Array[] => like.map((row) => new Float64Array(row.length));
const half = ({ low, high }: { readonly low: number; readonly high: number }): number => (high - low) / 2;
/** Seeds and samples that both matter. */
const crossed = (seeds: number, samples: number): Float64Array[] => {
  const bySample = draw(samples);
  return Array.from({ length: seeds }, () => {
    const own = 0.3 * normal();
    return bySample.map((value) => value + own + 0.5 * normal());
  });
};
const STATISTICS = ["mean", "variance", "standardDeviation"] as const;

function expectClose(found: CrossedDifference, expected: CrossedDifference, factor = 1): void {
  for (const name of ["mean", "standardError", "samplesError"] as const)
    expect(found[name]).toBeCloseTo(factor * expected[name], 9);
  expect(found.degrees).toBeCloseTo(expected.degrees, 8);
  expect(found.p).toBeCloseTo(expected.p, 9);
}

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

describe("a crossed interval", () => {
  it("is that of a balanced design by hand", () => {
    // Seeds' means 1, 2, 6: variance 7, over 3 seeds 7/3. Samples' means 2, 4: variance 2, over 2 samples 1.
    const values = [Float64Array.of(0, 2), Float64Array.of(1, 3), Float64Array.of(5, 7)];
    const found = crossedDifference(values, zeros(values), "mean");
    expect(found).toMatchObject({ mean: 3, samples: 2 });
    expect(found.perSeed).toEqual([1, 2, 6]);
    expect(found.samplesError).toBeCloseTo(1, 12);
    expect(found.standardError).toBeCloseTo(Math.sqrt(7 / 3 + 1), 12);
    // (7/3 + 1)² / ((7/3)²/2 + 1²/1)
    expect(found.degrees).toBeCloseTo(100 / 9 / (49 / 18 + 1), 10);
    expect(half(found)).toBeCloseTo(studentQuantile(found.degrees, 0.95) * found.standardError, 12);
    expect(crossedInterval(values, "mean")).toEqual({ mean: 3, low: found.low, high: found.high });
  });

  it("of a variance is that of the squared deviations from each seed's own mean", () => {
    const [a, b] = [crossed(3, 10), crossed(3, 10)];
    const squares = (rows: readonly Float64Array[]): Float64Array[] =>
      rows.map((row) => row.map((value) => (value - mean(row)) ** 2));
    const found = crossedDifference(a, b, "variance");
    expectClose(found, crossedDifference(squares(a), squares(b), "mean"));
    expect(found.mean).toBeCloseTo(mean(a.map(populationVariance)) - mean(b.map(populationVariance)), 12);
  });

  it("of a standard deviation is to first order that of the variance over twice the deviation", () => {
    const one = [draw(50)];
    const deviation = crossedInterval(one, "standardDeviation");
    expect(deviation.mean).toBe(Math.sqrt(populationVariance(one[0]!)));
    expect(half(deviation)).toBeCloseTo(half(crossedInterval(one, "variance")) / (2 * deviation.mean), 10);
  });

  it("of one sample is Student's t over seeds, of one seed Student's t over samples", () => {
    const row = draw(7);
    const expected = seedInterval([...row]);
    const [seeds, samples] = [
      crossedInterval(
        [...row].map((value) => Float64Array.of(value)),
        "mean",
      ),
      crossedInterval([row], "mean"),
    ];
    for (const found of [seeds, samples]) {
      expect(found.mean).toBeCloseTo(expected.mean, 12);
      expect(found.low).toBeCloseTo(expected.low, 12);
      expect(found.high).toBeCloseTo(expected.high, 12);
    }
  });

  it("tends to Student's t over seeds where seeds alone differ, and over samples where they alone do", () => {
    const seeds = [1, 5, 6, 9];
    const bySeed = seeds.map((own) => new Float64Array(30).fill(own));
    expect(half(crossedInterval(bySeed, "mean"))).toBeCloseTo(half(seedInterval(seeds)), 10);
    const row = draw(30);
    expect(half(crossedInterval([row, row, row, row], "mean"))).toBeCloseTo(half(seedInterval([...row])), 10);
  });

  it("is no shorter for seeds that see the same samples again, and hardly for samples that are there twice", () => {
    const values = crossed(5, 24);
    const once = crossedDifference(values, zeros(values), "mean");
    const twice = values.map((row) => Float64Array.from([...row, ...row]));
    const doubled = crossedDifference(twice, zeros(twice), "mean");
    // A copy cannot be told from another sample: its part falls as 1/√(2n − 1), the seeds' part stays.
    const seedsPart = ({ standardError, samplesError }: CrossedDifference): number =>
      Math.sqrt(standardError ** 2 - samplesError ** 2);
    expect(seedsPart(doubled)).toBeCloseTo(seedsPart(once), 12);
    expect(doubled.samplesError).toBeCloseTo(once.samplesError * Math.sqrt(23 / 47), 12);
    expect(half(doubled)).toBeGreaterThan(half(once) * Math.sqrt(23 / 47));
    // The same network twice is no second seed of the samples' part either.
    const again = crossedDifference([...values, ...values], zeros([...values, ...values]), "mean");
    expect(again.samplesError).toBeCloseTo(once.samplesError, 12);
  });

  it("does not depend on the order of seeds or of samples", () => {
    const [a, b] = [crossed(4, 9), crossed(4, 9)];
    const places = [3, 8, 0, 5, 1, 7, 2, 6, 4];
    const shuffled = (rows: readonly Float64Array[]): Float64Array[] =>
      [2, 0, 3, 1].map((s) => Float64Array.from(places, (k) => rows[s]![k]!));
    for (const statistic of STATISTICS)
      expectClose(crossedDifference(shuffled(a), shuffled(b), statistic), crossedDifference(a, b, statistic));
  });

  it("scales and shifts with its values", () => {
    const [a, b] = [crossed(3, 9), crossed(3, 9)];
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.double({ min: -10, max: 10, noNaN: true }),
        (scale, shift) => {
          const changed = (rows: readonly Float64Array[]): Float64Array[] =>
            rows.map((row) => row.map((value) => scale * value + shift));
          for (const [statistic, factor] of [
            ["mean", scale],
            ["variance", scale ** 2],
            ["standardDeviation", scale],
          ] as const)
            expectClose(
              crossedDifference(changed(a), changed(b), statistic),
              crossedDifference(a, b, statistic),
              factor,
            );
          const [moved, before] = [crossedInterval(changed(a), "mean"), crossedInterval(a, "mean")];
          expect(moved.low).toBeCloseTo(scale * before.low + shift, 8);
          expect(moved.high).toBeCloseTo(scale * before.high + shift, 8);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("is mirrored when the networks are exchanged", () => {
    const [a, b] = [crossed(3, 12), crossed(3, 12)];
    for (const statistic of STATISTICS) {
      const [there, back] = [crossedDifference(a, b, statistic), crossedDifference(b, a, statistic)];
      expect(back.mean).toBeCloseTo(-there.mean, 12);
      expect(back.low).toBeCloseTo(-there.high, 12);
      expect(back.high).toBeCloseTo(-there.low, 12);
      expect(back.p).toBeCloseTo(there.p, 12);
    }
  });

  it("of equal networks is exactly 0, with p = 1", () => {
    const values = crossed(3, 15);
    for (const statistic of STATISTICS)
      expect(crossedDifference(values, values, statistic)).toMatchObject({
        mean: 0,
        low: 0,
        high: 0,
        standardError: 0,
        p: 1,
        perSeed: [0, 0, 0],
      });
  });

  it("leaves 0 out exactly where p is below 0.05", () => {
    for (let k = 0; k < 300; k++) {
      const values = crossed(3, 12).map((row) => row.map((value) => value + 0.01 * k));
      const { low, high, p } = crossedDifference(values, zeros(values), "mean");
      expect(p < 0.05).toBe(low > 0 || high < 0);
    }
  });
});

describe("samples without a value", () => {
  it("in one network are left out of both", () => {
    const a = Float64Array.of(1, Number.NaN, 3, 100);
    const b = Float64Array.of(0, 50, 1, Number.NaN);
    expect(crossedDifference([a], [b], "mean")).toMatchObject({ mean: 1.5, samples: 2, perSeed: [1.5] });
  });

  it("everywhere are as if they were not there, whatever their number", () => {
    const [a, b] = [crossed(3, 6), crossed(3, 6)];
    const padded = (rows: readonly Float64Array[]): Float64Array[] =>
      rows.map((row) => Float64Array.from([...row, ...new Array<number>(20).fill(Number.NaN)]));
    for (const statistic of STATISTICS)
      expect(crossedDifference(padded(a), padded(b), statistic)).toEqual(crossedDifference(a, b, statistic));
  });

  it("make a seed count less than its samples do: its number stays one of S, and its samples move that number more", () => {
    // Seed 0 has samples 0 and 1 of 4, seed 1 all: moves of the samples by hand, (value − seed's mean) / samples / 2.
    const values = [Float64Array.of(1, 3, Number.NaN, Number.NaN), Float64Array.of(0, 0, 2, 6)];
    const found = crossedDifference(values, zeros(values), "mean");
    const moves = [-1 / 4 + -2 / 8, 1 / 4 + -2 / 8, 0, 4 / 8];
    expect(found).toMatchObject({ mean: 2, perSeed: [2, 2], samples: 4 });
    expect(found.samplesError ** 2).toBeCloseTo((4 / 3) * moves.reduce((sum, move) => sum + move ** 2, 0), 12);
    expect(found.standardError).toBe(found.samplesError);
  });

  it("below half leave the seed out, and it is said how many of how many", () => {
    const rows = [draw(24), draw(24), draw(24)];
    const few = rows.map((row, s) => row.map((value, k) => (s === 1 && k >= 2 ? Number.NaN : value)));
    const found = crossedDifference(few, zeros(few), "mean");
    const without = crossedDifference([few[0]!, few[2]!], zeros([few[0]!, few[2]!]), "mean");
    expect(found).toEqual({
      ...without,
      perSeed: [without.perSeed[0], Number.NaN, without.perSeed[1]],
      reason: "1 of 3 seeds left out: 2 of 24 samples have a value",
    });
    const half = rows.map((row, s) => row.map((value, k) => (s === 1 && k >= 12 ? Number.NaN : value)));
    expect(crossedDifference(half, zeros(half), "mean").perSeed[1]).not.toBeNaN();
    expect(crossedInterval(few, "mean").reason).toBe("1 of 3 seeds left out: 2 of 24 samples have a value");
  });

  it("everywhere but in other places of each seed leave nothing", () => {
    const rows = [0, 1, 2].map((s) => Float64Array.from({ length: 9 }, (_, k) => (k % 3 === s ? k : Number.NaN)));
    expect(crossedDifference(rows, zeros(rows), "mean")).toMatchObject({
      mean: Number.NaN,
      p: Number.NaN,
      reason: "every seed has fewer than half of the samples: 3, 3, 3 of 9",
    });
  });

  it("leave NaN with a reason where nothing is left, never 0", () => {
    const none = { low: Number.NaN, high: Number.NaN };
    expect(crossedInterval([Float64Array.of(Number.NaN)], "mean")).toEqual({
      mean: Number.NaN,
      ...none,
      reason: "no sample with a value",
    });
    expect(crossedInterval([], "mean").reason).toBe("no sample with a value");
    expect(crossedInterval([Float64Array.of(1)], "variance").reason).toBe("fewer than two samples with a value");
    expect(crossedInterval([Float64Array.of(1)], "mean")).toEqual({
      mean: 1,
      ...none,
      reason: "one sample of one seed has no interval",
    });
  });
});

describe("satterthwaite", () => {
  it("lies between the least degrees and their sum, and is that of the only part there is", () => {
    expect(satterthwaite([{ variance: 2, degrees: 3 }])).toBe(3);
    expect(
      satterthwaite([
        { variance: 2, degrees: 3 },
        { variance: 0, degrees: 0 },
      ]),
    ).toBe(3);
    expect(
      satterthwaite([
        { variance: 3, degrees: 3 },
        { variance: 5, degrees: 5 },
      ]),
    ).toBeCloseTo(8, 12);
    expect(
      satterthwaite([
        { variance: 0, degrees: 3 },
        { variance: 0, degrees: 2 },
      ]),
    ).toBe(2);
  });
});

// Coverage of a true 0 by shares of seed, sample and rest in the variance of a difference; `benchmarks/results/coverage.md`
// has the whole table. A bound is broken where the whole Clopper-Pearson interval of the share lies on its other side.
describe("coverage", () => {
  const TRIALS = 400;
  const covered = (seeds: number, samples: number, shares: readonly [number, number, number], seed: number): number => {
    const next = normals(seed);
    const [bySeed = 0, bySample = 0, rest = 0] = shares.map(Math.sqrt);
    let holds = 0;
    for (let trial = 0; trial < TRIALS; trial++) {
      const common = Float64Array.from({ length: samples }, next);
      const rows = Array.from({ length: seeds }, () => {
        const own = bySeed * next();
        return common.map((value) => own + bySample * value + rest * next());
      });
      const { low, high } = crossedInterval(rows, "mean");
      if (low <= 0 && high >= 0) holds++;
    }
    return holds;
  };

  it.each([
    [3, 16, [0.04, 0.6, 0.36], 1],
    [5, 48, [0.1, 0.4, 0.5], 2],
    [10, 16, [0, 0.9, 0.1], 3],
    [5, 16, [0.6, 0, 0.4], 4],
  ] as const)("of %i seeds and %i samples is near 95 %% with shares %j", (seeds, samples, shares, seed) => {
    const { low, high } = proportionInterval(covered(seeds, samples, shares, seed), TRIALS);
    expect(high).toBeGreaterThan(0.93);
    expect(low).toBeLessThan(0.97);
  });

  it("is more where neither seeds nor samples differ among themselves", () => {
    expect(proportionInterval(covered(3, 48, [0, 0, 1], 5), TRIALS).high).toBeGreaterThan(0.97);
  });
});
