import { readFileSync } from "node:fs";
import { luminance, type Rgb } from "@stillpoint/core";
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

describe("a theme", () => {
  it("is light, dark by the system, or dark by choice, both dark ones the same", () => {
    expect(themes).toHaveLength(3);
    expect(themes[2]).toEqual(themes[1]);
    expect(Object.keys(themes[1]!).sort()).toEqual(Object.keys(themes[0]!).sort());
  });

  it("has text that reads on paper and on cards, by WCAG's 4.5", () => {
    const texts = ["ink", "soft", "distilled", "scratch", "teacher", "null", "placebo", "good", "bad", "open"];
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

  it("gives printed clouds the colours of its light form", () => {
    for (const [name, colour] of Object.entries(PAPER)) expect(themes[0]?.[name]).toBe(colour);
  });
});
