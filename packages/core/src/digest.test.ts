import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf, digest } from "./digest.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe("digest", () => {
  it("is 32 hexadecimal digits, the same for the same bytes", () => {
    expect(digest([text("abc")])).toMatch(/^[0-9a-f]{32}$/);
    expect(digest([text("abc")])).toBe(digest([Uint8Array.of(97, 98, 99)]));
  });

  it("changes with every bit, with length and with where chunks end", () => {
    const bytes = Uint8Array.from({ length: 67 }, (_, k) => (k * 37) % 256);
    const seen = new Set([digest([bytes])]);
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const changed = bytes.slice();
      changed[bit >> 3]! ^= 1 << (bit & 7);
      seen.add(digest([changed]));
    }
    seen.add(digest([bytes, new Uint8Array(0)]));
    seen.add(digest([bytes.subarray(0, 10), bytes.subarray(10)]));
    seen.add(digest([Uint8Array.from([...bytes, 0])]));
    seen.add(digest([]));
    expect(seen.size).toBe(8 * 67 + 5);
  });

  it("has no two equal values among many short inputs", () => {
    const seen = new Set<string>();
    for (let k = 0; k < 20_000; k++) seen.add(digest([Uint8Array.of(k & 255, k >> 8)]));
    expect(seen.size).toBe(20_000);
  });

  it("half of the bits turn over when one bit of the input does, in every lane", () => {
    const bits = (hex: string): number[] =>
      [...hex].flatMap((digit) => [8, 4, 2, 1].map((bit) => (Number.parseInt(digit, 16) & bit ? 1 : 0)));
    const turned = new Float64Array(128);
    const trials = 400;
    for (let k = 0; k < trials; k++) {
      const bytes = Uint8Array.from({ length: 48 }, (_, at) => (at * 101 + k * 7) % 256);
      const other = bytes.slice();
      other[k % 48]! ^= 1 << (k % 8);
      const [a, b] = [bits(digest([bytes])), bits(digest([other]))];
      for (let bit = 0; bit < 128; bit++) turned[bit]! += a[bit] === b[bit] ? 0 : 1;
    }
    // Five standard deviations of a fair coin.
    for (const count of turned) expect(Math.abs(count / trials - 0.5)).toBeLessThan(2.5 / Math.sqrt(trials));
  });

  it("sees the bytes of a view, wherever they lie", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(7), (bytes, offset) => {
        const wide = new Uint8Array(bytes.length + offset);
        wide.set(bytes, offset);
        return digest([bytes]) === digest([wide.subarray(offset)]);
      }),
    );
    expect([...bytesOf(Float32Array.of(1).subarray(0, 1))]).toEqual([0, 0, 128, 63]);
  });
});
