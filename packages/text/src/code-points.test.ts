import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codePointsOf } from "./code-points.ts";

describe("codePointsOf", () => {
  it("counts as the characters of a text do, there and back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const { length, unitAt, pointAt } = codePointsOf(text);
        const characters = [...text];
        expect(length).toBe(characters.length);
        for (let point = 0; point <= length; point++) {
          const unit = characters.slice(0, point).join("").length;
          expect(unitAt(point)).toBe(unit);
          expect(pointAt(unit)).toBe(point);
        }
      }),
      { seed: 9 },
    );
  });

  it.each(["plain", "\u{1F600} face"])("knows no place outside %s, nor within a character", (text) => {
    const { length, unitAt, pointAt } = codePointsOf(text);
    for (const place of [-1, length + 1, 0.5, Number.NaN]) expect(unitAt(place)).toBeUndefined();
    for (const place of [-1, text.length + 1, 0.5, Number.NaN]) expect(pointAt(place)).toBeUndefined();
    expect(pointAt(1)).toBe(length === text.length ? 1 : undefined);
  });
});
