import { describe, expect, it } from "vitest";
import { ENTROPY_STOPS, entropyRgb, luminance } from "./colour-scale.ts";

/** CIE 1976 L*. */
const lightness = (share: number): number => 116 * Math.cbrt(luminance(entropyRgb(share))) - 16;

describe("entropyRgb", () => {
  it("falls in lightness in even steps, from nearly white to nearly black", () => {
    const steps = Array.from({ length: 17 }, (_, k) => lightness(k / 16));
    const mean = (steps[0]! - steps[16]!) / 16;
    expect(mean).toBeGreaterThan(5);
    for (let k = 1; k < steps.length; k++) {
      expect(steps[k - 1]! - steps[k]!).toBeGreaterThan(0.9 * mean);
      expect(steps[k - 1]! - steps[k]!).toBeLessThan(1.1 * mean);
    }
  });

  it("meets every stop, is clipped outside, and grey where there is no number", () => {
    for (const { at, rgb } of ENTROPY_STOPS) expect(entropyRgb(at)).toEqual(rgb);
    expect(ENTROPY_STOPS.map(({ at }) => at)).toEqual([...ENTROPY_STOPS.map(({ at }) => at)].sort((a, b) => a - b));
    expect(entropyRgb(-3)).toEqual(entropyRgb(0));
    expect(entropyRgb(7)).toEqual(entropyRgb(1));
    expect(entropyRgb(Number.POSITIVE_INFINITY)).toEqual(entropyRgb(1));
    expect(entropyRgb(Number.NaN)).toEqual([128, 128, 128]);
  });
});

describe("luminance", () => {
  it("is 0 for black, 1 for white", () => {
    expect(luminance([0, 0, 0])).toBe(0);
    expect(luminance([255, 255, 255])).toBeCloseTo(1, 12);
  });
});
