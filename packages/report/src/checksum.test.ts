import { describe, expect, it } from "vitest";
import { checksum } from "./checksum.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** The definition: polynomial division, bit by bit. */
function divided(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  }
  return ~value >>> 0;
}

const bytes = Uint8Array.from({ length: 300 }, (_, k) => (k * k * 31 + k * 7) & 255);

describe("checksum", () => {
  it("is CRC-32 as zip and PNG know it", () => {
    expect(checksum(text("123456789"))).toBe(0xcbf43926);
    expect(checksum(text("IEND"))).toBe(0xae426082);
    expect(checksum(new Uint8Array(0))).toBe(0);
  });

  it("agrees with polynomial division at every length and offset", () => {
    for (let from = 0; from < 9; from++) {
      for (let to = from; to < from + 40; to++)
        expect(checksum(bytes.subarray(from, to))).toBe(divided(bytes.subarray(from, to)));
    }
  });

  it("continues where it was left", () => {
    for (const cut of [0, 1, 7, 8, 9, 150, 300])
      expect(checksum(bytes.subarray(cut), checksum(bytes.subarray(0, cut)))).toBe(divided(bytes));
  });

  it("sees every flipped bit", () => {
    const whole = checksum(bytes);
    for (let bit = 0; bit < 8 * 24; bit++) {
      const flipped = bytes.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(checksum(flipped)).not.toBe(whole);
    }
  });
});
