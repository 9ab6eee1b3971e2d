import { describe, expect, it } from "vitest";
import { ANYTHING, differenceRange, within } from "./value-range.ts";

const SHARE = { low: 0, high: 1 };

describe("within", () => {
  it("cuts what is impossible and leaves the rest", () => {
    expect(within({ mean: 0.05, low: -0.1, high: 0.2 }, SHARE)).toEqual({ mean: 0.05, low: 0, high: 0.2 });
    expect(within({ mean: 0.9, low: 0.5, high: 1.3, reason: "r" }, SHARE)).toEqual({
      mean: 0.9,
      low: 0.5,
      high: 1,
      reason: "r",
    });
    expect(within({ mean: -3, low: -8, high: 2 }, ANYTHING)).toEqual({ mean: -3, low: -8, high: 2 });
  });

  it("leaves an interval that does not exist", () => {
    expect(within({ mean: Number.NaN, low: Number.NaN, high: Number.NaN }, SHARE)).toEqual({
      mean: Number.NaN,
      low: Number.NaN,
      high: Number.NaN,
    });
  });
});

describe("differenceRange", () => {
  it("is as wide either way as the numbers are apart at most", () => {
    expect(differenceRange(SHARE)).toEqual({ low: -1, high: 1 });
    expect(differenceRange(differenceRange(SHARE))).toEqual({ low: -2, high: 2 });
    expect(differenceRange({ low: 0, high: Number.POSITIVE_INFINITY })).toEqual(ANYTHING);
    expect(differenceRange(ANYTHING)).toEqual(ANYTHING);
  });
});
