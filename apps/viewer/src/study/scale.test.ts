import { describe, expect, it } from "vitest";
import { extent, linearScale, logarithmicScale, roundTicks } from "./scale.ts";

describe("a linear scale", () => {
  it("keeps ends, and equal steps of data equal steps of place", () => {
    const { at } = linearScale(-2, 6, 100, 20);
    expect([at(-2), at(6)]).toEqual([100, 20]);
    for (const value of [-2, 0.5, 3]) expect(at(value + 1)! - at(value)!).toBeCloseTo(-10, 12);
  });

  it("has no place for a number that does not exist, and one place for data without width", () => {
    expect(linearScale(0, 1, 0, 10).at(Number.NaN)).toBeUndefined();
    expect(linearScale(0, 1, 0, 10).at(Number.POSITIVE_INFINITY)).toBeUndefined();
    expect(linearScale(3, 3, 0, 10).at(3)).toBe(5);
  });

  it.each([
    [0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [-0.3, 0.3, [-0.2, 0, 0.2]],
    [0, 37, [0, 10, 20, 30]],
    [0.001, 0.004, [0.001, 0.002, 0.003, 0.004]],
    [5, 5, [5]],
  ])("tells round numbers from %d to %d", (low, high, ticks) => {
    expect(roundTicks(low, high, ticks.length > 5 ? 5 : 4)).toEqual(ticks);
  });
});

it("a logarithmic scale makes equal factors equal steps, and has no place for 0", () => {
  const { at, ticks } = logarithmicScale([1, 2, 4, 8], 0, 300);
  expect([at(1), at(2), at(4), at(8)].map((place) => Math.round(place!))).toEqual([0, 100, 200, 300]);
  expect(at(0)).toBeUndefined();
  expect(ticks).toEqual([1, 2, 4, 8]);
});

it("an extent leaves out what does not exist", () => {
  expect(extent([Number.NaN, 3, -1, Number.POSITIVE_INFINITY])).toEqual([-1, 3]);
  expect(extent([])).toEqual([0, 1]);
});
