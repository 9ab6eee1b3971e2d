import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editBlocks } from "./edit-script.ts";

describe("editBlocks", () => {
  it("turns one text into the other and leaves the rest alone", () =>
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "b", " "), maxLength: 30 }),
        fc.string({ unit: fc.constantFrom("a", "b", " "), maxLength: 30 }),
        (before, after) => {
          let made = "";
          let reached = 0;
          for (const { from, to, start, end } of editBlocks(before, after) ?? []) {
            made += before.slice(reached, from) + after.slice(start, end);
            reached = to;
          }
          expect(made + before.slice(reached)).toBe(after);
        },
      ),
    ));

  it("keeps the last of a run and puts new characters first", () => {
    expect(editBlocks("a  b", "a b")).toEqual([{ from: 1, to: 2, start: 1, end: 1 }]);
    expect(editBlocks("  a", "   a")).toEqual([{ from: 0, to: 0, start: 0, end: 1 }]);
  });

  it("gives up on unrelated texts", () => {
    expect(editBlocks("a".repeat(3000), "b".repeat(3000))).toBeUndefined();
  });
});
