import { describe, expect, it } from "vitest";
import { brightness, type Colour, colourOf } from "./colour-map.ts";

/** CIE 1976 L*, an account of lightness independent of the OKLCH the scale is built in. */
function lightness([red, green, blue]: Colour): number {
  const linear = (byte: number): number => (byte <= 10.3 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4);
  const y = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  return y <= 0.008856 ? 903.3 * y : 116 * Math.cbrt(y) - 16;
}

describe("colourOf", () => {
  it("grows in lightness in even steps", () => {
    const steps = Array.from({ length: 17 }, (_, k) => lightness(colourOf(k / 16)));
    const growth = steps.slice(1).map((value, k) => value - steps[k]!);
    const mean = (steps[16]! - steps[0]!) / 16;
    expect(mean).toBeGreaterThan(4);
    for (const step of growth) {
      expect(step).toBeGreaterThan(0.8 * mean);
      expect(step).toBeLessThan(1.2 * mean);
    }
  });

  it("clips outside 0..1 and draws NaN grey", () => {
    expect(colourOf(-3)).toEqual(colourOf(0));
    expect(colourOf(7)).toEqual(colourOf(1));
    expect(colourOf(Number.NaN)).toEqual([128, 128, 128]);
  });
});

describe("brightness", () => {
  it("is 1 at the lowest entropy, 0 at the highest, NaN for what is not defined", () => {
    expect(brightness(-5, -5, -3)).toBe(1);
    expect(brightness(-3, -5, -3)).toBe(0);
    expect(brightness(Number.NaN, -5, -3)).toBeNaN();
    expect(brightness(Number.NaN, 1, 1)).toBeNaN();
    expect(brightness(1, 1, 1)).toBe(0.5);
  });
});
