import { describe, expect, it } from "vitest";
import { entropyColour, entropyDomain, entropyInk, entropyRgb } from "./colour.ts";

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map((text) => {
    const share = Number(text) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe("entropyColour", () => {
  it("gets darker with every step up, so that the order survives without hue", () => {
    const steps = Array.from({ length: 41 }, (_, index) => luminance(entropyColour(index / 40)));
    for (let index = 1; index < steps.length; index++) expect(steps[index]).toBeLessThan(steps[index - 1] ?? 0);
  });

  it("clamps outside the scale and shows nothing for null", () => {
    expect(entropyColour(-3)).toBe(entropyColour(0));
    expect(entropyColour(9)).toBe(entropyColour(1));
    expect(entropyColour(null)).toBe("transparent");
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
    const luminance = (rgb: readonly number[]): number => {
      const [r = 0, g = 0, b = 0] = rgb.map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
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
