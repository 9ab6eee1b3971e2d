import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Token } from "./token.ts";
import { windowsOf } from "./windows.ts";
import { wordsOf } from "./words.ts";

/** One token for every two letters of a word. */
const pairs = (text: string): Token[] =>
  wordsOf(text).flatMap(({ start, end }) =>
    Array.from({ length: Math.ceil((end - start) / 2) }, (_, k) => ({
      id: 0,
      text: "",
      source: 0 as const,
      start: start + 2 * k,
      end: Math.min(end, start + 2 * k + 2),
    })),
  );

describe("windowsOf", () => {
  it("holds every word in order, within the length and not without need", () =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 40 }),
        fc.integer({ min: 4, max: 12 }),
        fc.integer({ min: 0, max: 5 }),
        (sizes, length, overlap) => {
          const text = sizes.map((size) => "x".repeat(size)).join(" ");
          const words = wordsOf(text);
          const windows = windowsOf(words, pairs(text), { length, overlap });
          let reached = 0;
          for (const [k, { first, last, start, end }] of windows.entries()) {
            expect(first).toBeLessThanOrEqual(reached);
            expect(reached - first).toBeLessThanOrEqual(k === 0 ? 0 : overlap);
            expect(last).toBeGreaterThan(reached);
            expect(wordsOf(text.slice(start, end))).toHaveLength(last - first);
            expect(pairs(text.slice(start, end)).length).toBeLessThanOrEqual(length);
            reached = last;
          }
          expect(reached).toBe(words.length);
        },
      ),
    ));

  it("cuts 10,000 words", () => {
    const text = "word ".repeat(10_000);
    const windows = windowsOf(wordsOf(text), pairs(text), { length: 100, overlap: 10 });
    expect(windows).toHaveLength(Math.ceil((10_000 - 10) / 40));
    expect(windows.at(-1)?.last).toBe(10_000);
  });

  it("refuses a word that fits in no window, and lengths that are none", () => {
    expect(() => windowsOf(wordsOf("aaaaaa"), pairs("aaaaaa"), { length: 2 })).toThrow(
      /word 0 "aaaaaa": expected at most 2 tokens; got 3/,
    );
    expect(() => windowsOf([], [], { length: Number.NaN })).toThrow(/got NaN and 0/);
    expect(() => windowsOf([], [], { length: 3, overlap: -1 })).toThrow(/got 3 and -1/);
  });
});
