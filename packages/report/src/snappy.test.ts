import { describe, expect, it } from "vitest";
import { unsnapped } from "./snappy.ts";

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const letters = (word: string): number[] => [...new TextEncoder().encode(word)];

describe("unsnapped", () => {
  it("reads runs and copies of every form, those that reach into themselves too", () => {
    const forms = [
      // "abcd", then copies: one byte of distance, two, four.
      [14, 3 << 2, ...letters("abcd"), 1, 4, (1 << 2) | 2, 4, 0, (3 << 2) | 3, 2, 0, 0, 0],
      // A run whose length stands in a byte of its own.
      [66, 60 << 2, 63, ...letters("x".repeat(64)), (1 << 2) | 2, 64, 0],
    ];
    expect(text(unsnapped(Uint8Array.from(forms[0]!), 14))).toBe("abcdabcdababab");
    expect(text(unsnapped(Uint8Array.from(forms[1]!), 66))).toBe("x".repeat(66));
    expect(text(unsnapped(Uint8Array.of(3, 0, 65, (1 << 2) | 2, 1, 0), 3))).toBe("AAA");
    expect(unsnapped(Uint8Array.of(0), 0)).toHaveLength(0);
  });

  it.each([
    ["a size that its bytes cannot hold", [3, 0, 65], 1e9],
    ["a run behind the end", [9, 8 << 2, 65], 9],
    ["a run of four billion bytes", [9, 63 << 2, 255, 255, 255, 255], 9],
    ["a copy of what is not there yet", [9, 0, 65, (7 << 2) | 2, 2, 0], 9],
    ["a copy of nothing", [9, 0, 65, (7 << 2) | 2, 0, 0], 9],
    ["fewer bytes", [9, 0, 65], 9],
    ["more bytes", [2, 0, 65, (7 << 2) | 2, 1, 0], 2],
  ])("refuses %s", (_, bytes, size) => {
    expect(() => unsnapped(Uint8Array.from(bytes), size)).toThrow(expect.objectContaining({ code: "STORAGE" }));
  });
});
