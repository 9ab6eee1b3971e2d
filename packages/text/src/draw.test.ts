import { describe, expect, it } from "vitest";
import { drawWords } from "./draw.ts";
import { segmentsOf } from "./segments.ts";
import { wordsOf } from "./words.ts";

const draw = (text: string, values: number[], extra = {}): string =>
  drawWords(segmentsOf(text, wordsOf(text)), values, { low: -4, high: -2, ...extra });

describe("drawWords", () => {
  it("shows every character and escapes markup", () => {
    const text = "a <b> &\n\"c\" 'd'";
    const html = draw(
      text,
      wordsOf(text).map(() => -3),
    );
    const shown = html
      .replace(/<[^>]+>/g, "")
      .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
    expect(shown).toBe(text);
    expect(html).not.toContain("<b>");
  });

  it("marks what is kept stronger than what is discarded, and clamps to the range", () => {
    const marks = (values: number[]): string[] =>
      [...draw("a b c", values).matchAll(/0,([\d.]+)\)/g)].map((match) => match[1]!);
    expect(marks([-4, -3, -2])).toEqual(["1.000", "0.500", "0.000"]);
    expect(marks([-9, 5, -3])).toEqual(["1.000", "0.000", "0.500"]);
  });

  it("lets the text set its direction, frames undefined values, underlines the foreground", () => {
    const html = draw("مرحبا عالم", [Number.NaN, -3], { regions: ["background", "foreground"], labels: ["x", "y"] });
    expect(html).toContain('dir="auto"');
    expect(html).toContain('title="x: not defined" style="outline:1px dashed"');
    expect(html).toMatch(/title="y: -3.00 nats" style="[^"]*border-bottom/);
  });

  it("refuses too few values", () => {
    expect(() => draw("a b", [1])).toThrow(/values: expected one for each of 2 units; got 1/);
    expect(() => draw("a b", [1, 2], { labels: ["a"] })).toThrow(/labels: .* got 1/);
  });
});
