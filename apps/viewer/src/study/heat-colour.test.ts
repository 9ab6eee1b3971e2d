import { luminance } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { classColour, heatColour, inkOn, overlayColour } from "./heat-colour.ts";

const shares = Array.from({ length: 101 }, (_, at) => at / 100);

describe("the colour of a number", () => {
  it("gets darker with the number, and away from a middle in both directions", () => {
    const light = (value: number, scale: Parameters<typeof heatColour>[1]): number =>
      luminance(heatColour(value, scale)!);
    const rising = { low: 0, high: 1 };
    const turning = { low: -1, high: 1, middle: 0 };
    for (const share of shares.slice(1)) {
      expect(light(share, rising)).toBeLessThan(light(share - 0.01, rising));
      expect(light(share, turning)).toBeLessThan(light(share - 0.01, turning));
      expect(light(-share, turning)).toBeLessThan(light(0.01 - share, turning));
    }
  });

  it("is that of the scale's ends outside of it, and none where there is no number", () => {
    const scale = { low: 2, high: 3 };
    expect(heatColour(1, scale)).toEqual(heatColour(2, scale));
    expect(heatColour(9, scale)).toEqual(heatColour(3, scale));
    expect(heatColour(Number.NaN, scale)).toBeUndefined();
    expect(overlayColour(Number.NaN)[3]).toBe(0);
    expect(overlayColour(0)[3]).toBe(0);
  });

  it("carries ink that reads at 4.5 : 1", () => {
    for (const share of shares) {
      for (const colour of [
        heatColour(share, { low: 0, high: 1 })!,
        heatColour(share, { low: 0, high: 1, middle: 0.5 })!,
      ]) {
        const [a, b] = [luminance(colour), inkOn(colour) === "#000" ? 0 : 1].sort((x, y) => y - x);
        expect((a! + 0.05) / (b! + 0.05)).toBeGreaterThan(4.5);
      }
    }
  });
});

it("forty classes have forty colours", () => {
  expect(new Set(Array.from({ length: 40 }, (_, at) => classColour(at).join())).size).toBe(40);
});
