import { ENTROPY_STOPS, entropyRgb, luminance } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { entropyColour, entropyDomain, entropyGradient, entropyInk } from "./colour.ts";

describe("entropyColour", () => {
  it("clamps outside the scale and shows nothing for null", () => {
    expect(entropyColour(-3)).toBe(entropyColour(0));
    expect(entropyColour(9)).toBe(entropyColour(1));
    expect(entropyColour(null)).toBe("transparent");
  });
});

describe("entropyGradient", () => {
  it("has the colours of the maps at the places they have there", () => {
    for (const { at, rgb } of ENTROPY_STOPS)
      expect(entropyGradient()).toContain(`rgb(${rgb.join(",")}) ${(100 * at).toFixed(1)}%`);
  });
});

describe("entropyDomain", () => {
  it("is not stretched by a single extreme unit", () => {
    const values = [...Array.from({ length: 199 }, (_, index) => index / 199), 50];
    expect(entropyDomain(values)[1]).toBeLessThan(1);
  });

  it("has a width for equal values and for none", () => {
    expect(entropyDomain([2, 2])).toEqual([2, 3]);
    expect(entropyDomain([null])).toEqual([0, 1]);
  });
});

describe("entropyInk", () => {
  it("reads on its colour everywhere on the scale, by WCAG's 4.5", () => {
    for (let step = 0; step <= 200; step++) {
      const paper = luminance(entropyRgb(step / 200)) + 0.05;
      const ink = luminance(entropyInk(step / 200) === "#ffffff" ? [255, 255, 255] : [0, 0, 0]) + 0.05;
      expect(Math.max(paper, ink) / Math.min(paper, ink)).toBeGreaterThan(4.5);
    }
  });

  it("is the page's own where there is no colour", () => {
    expect(entropyInk(null)).toBe("inherit");
  });
});
