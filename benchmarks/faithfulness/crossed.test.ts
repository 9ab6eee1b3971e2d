import { studentQuantile } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { crossedMean } from "./crossed.ts";

const cells = [
  [1, 4, 2, 5],
  [2, 6, 2, 7],
  [0, 3, 4, 6],
];
const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + (value - average(values)) ** 2, 0) / (values.length - 1);

describe("crossedMean", () => {
  it("adds the squared standard errors of networks' means and of samples' means", () => {
    const networks = variance(cells.map(average)) / 3;
    const samples = variance([0, 1, 2, 3].map((k) => average(cells.map((row) => row[k]!)))) / 4;
    const degrees = Math.floor((networks + samples) ** 2 / (networks ** 2 / 2 + samples ** 2 / 3));
    const half = studentQuantile(degrees, 0.95) * Math.sqrt(networks + samples);
    const found = crossedMean(cells);
    expect(found.mean).toBeCloseTo(3.5, 12);
    expect(found.high - found.mean).toBeCloseTo(half, 10);
    expect(found.mean - found.low).toBeCloseTo(half, 10);
  });

  it("of one network is Student's interval over samples", () => {
    const found = crossedMean([[1, 4, 2, 5]]);
    expect(found.high - found.mean).toBeCloseTo(studentQuantile(3, 0.95) * Math.sqrt(variance([1, 4, 2, 5]) / 4), 10);
  });

  it("leaves cells without a value out", () => {
    const found = crossedMean([
      [1, Number.NaN, 3],
      [2, 4, Number.NaN],
    ]);
    expect(found.mean).toBe(2.5);
    expect(found.low).toBeLessThan(2.5);
  });

  it("does not shorten where networks are copies of each other", () => {
    const copies = [cells[0]!, cells[0]!, cells[0]!];
    const once = crossedMean([cells[0]!]);
    const found = crossedMean(copies);
    expect(found.high - found.low).toBeCloseTo(once.high - once.low, 10);
  });

  it("has no interval from one sample, and none of no values", () => {
    expect(crossedMean([[1], [2]]).low).toBeNaN();
    expect(crossedMean([[Number.NaN, Number.NaN]]).mean).toBeNaN();
  });
});
