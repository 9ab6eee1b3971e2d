import { readFileSync } from "node:fs";
import { luminance, type Rgb, ROLES } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { PAPER } from "./paper.ts";

const css = readFileSync(new URL("../page/styles/theme.css", import.meta.url), "utf8");

/** The themes of the style sheet, colours by name. */
const themes = [...css.matchAll(/\{([^{}]*--paper[^{}]*)\}/g)].map(([, body = ""]) =>
  Object.fromEntries(
    [...body.matchAll(/(--[a-z-]+): (#[0-9a-f]{6});/g)].map(([, name = "", colour = ""]) => [name, colour]),
  ),
);

function contrast(one: string | undefined, other: string | undefined): number {
  const light = [one, other].map((text = "") => {
    const byte = (at: number): number => Number.parseInt(text.slice(at, at + 2), 16);
    const rgb: Rgb = [byte(1), byte(3), byte(5)];
    return luminance(rgb) + 0.05;
  });
  return Math.max(...light) / Math.min(...light);
}

/** Linear light seen without a defect, and with the full ones of red, green and blue (Machado 2009). */
const EYES = [
  [1, 0, 0, 0, 1, 0, 0, 0, 1],
  [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
];

/** Smallest distance of two colours in Oklab (Ottosson 2020) over all eyes; black and white are 1 apart. */
function apart(one: string | undefined, other: string | undefined): number {
  const distances = EYES.map((eye) => {
    const [a, b] = [one, other].map((text = "") => {
      const linear = [1, 3, 5].map((at) => {
        const share = Number.parseInt(text.slice(at, at + 2), 16) / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return oklab(times(eye, linear));
    });
    return Math.hypot(...a!.map((value, k) => value - b![k]!));
  });
  return Math.min(...distances);
}

/** A 3 x 3 matrix in rows, times a vector. */
function times(matrix: readonly number[], vector: readonly number[]): number[] {
  return [0, 1, 2].map((row) => vector.reduce((sum, value, k) => sum + value * matrix[3 * row + k]!, 0));
}

function oklab(linear: readonly number[]): number[] {
  const cones = [
    0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566, 0.0883024619, 0.2817188376,
    0.6299787005,
  ];
  const axes = [
    0.2104542553, 0.793617785, -0.0040720468, 1.9779984951, -2.428592205, 0.4505937099, 0.0259040371, 0.7827717662,
    -0.808675766,
  ];
  return times(axes, times(cones, linear).map(Math.cbrt));
}

describe("a theme", () => {
  it("is light, dark by the system, or dark by choice, both dark ones the same", () => {
    expect(themes).toHaveLength(3);
    expect(themes[2]).toEqual(themes[1]);
    expect(Object.keys(themes[1]!).sort()).toEqual(Object.keys(themes[0]!).sort());
  });

  it("has text that reads on paper and on cards, by WCAG's 4.5", () => {
    const texts = ["ink", "soft", ...ROLES, "good", "bad", "open"];
    for (const theme of themes) {
      for (const text of texts) {
        for (const ground of ["--paper", "--card"])
          expect(contrast(theme[`--${text}`], theme[ground]), `${text} on ${ground}`).toBeGreaterThan(4.5);
      }
      for (const verdict of ["good", "bad", "open"])
        expect(contrast(theme[`--${verdict}`], theme[`--${verdict}-back`]), verdict).toBeGreaterThan(4.5);
      for (const text of ["ink", "soft"])
        expect(contrast(theme[`--${text}`], theme["--open-back"])).toBeGreaterThan(4.5);
    }
  });

  it("tells the controls' roles apart from all others, for colour-blind readers too", () => {
    for (const theme of themes) {
      for (const control of ["self-distilled", "null-order", "more-data"]) {
        for (const other of ROLES.filter((role) => role !== control))
          expect(apart(theme[`--${control}`], theme[`--${other}`]), `${control}, ${other}`).toBeGreaterThan(0.06);
      }
    }
  });

  it("gives printed clouds the colours of its light form", () => {
    for (const [name, colour] of Object.entries(PAPER)) expect(themes[0]?.[name]).toBe(colour);
  });
});
