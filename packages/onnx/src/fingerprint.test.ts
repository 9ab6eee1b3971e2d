import { describe, expect, it } from "vitest";
import { digest } from "./fingerprint.ts";

describe("digest", () => {
  it("is the same for the same bytes, wherever they lie", () => {
    const bytes = Uint8Array.from({ length: 21 }, (_, k) => 7 * k);
    for (const offset of [1, 2, 3, 4]) {
      const elsewhere = new Uint8Array(40).subarray(offset, offset + 21);
      elsewhere.set(bytes);
      expect(digest(elsewhere)).toBe(digest(bytes));
    }
  });

  it("differs, in every lane, when one bit, the order or the length differs", () => {
    const bytes = Uint8Array.from({ length: 22 }, (_, k) => k);
    const flipped = Array.from({ length: 22 * 8 }, (_, bit) =>
      bytes.map((byte, k) => (k === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)),
    );
    const others = [
      ...flipped,
      bytes.slice(0, 21),
      Uint8Array.of(...bytes, 0),
      bytes.slice().reverse(),
      new Uint8Array(),
    ];
    const lanes = [bytes, ...others].map((each) => digest(each).match(/.{8}/g));
    for (const lane of [0, 1, 2, 3]) expect(new Set(lanes.map((each) => each?.[lane])).size).toBe(others.length + 1);
    expect(lanes.every((each) => new Set(each).size === 4)).toBe(true);
  });
});
