import { describe, expect, it } from "vitest";
import { grouped, plain, range, short, signed, tickLabels } from "./number.ts";

describe("plain", () => {
  it("uses a minus sign, and none for what rounds to zero", () => {
    expect(plain(-1.25, 1)).toBe("−1.3");
    expect(plain(-0.04, 1)).toBe("0.0");
    expect(plain(0.637, 0, true)).toBe("64 %");
    expect(plain(null, 2)).toBe("–");
  });
});

describe("signed", () => {
  it("has a plus only above zero as printed", () => {
    expect([0.2, 0.004, 0, -0.2].map((value) => signed(value, 2))).toEqual(["+0.20", "0.00", "0.00", "−0.20"]);
  });
});

describe("range", () => {
  it("is empty where an end does not exist", () => {
    expect(range({ mean: 1, low: null, high: 2 }, 1)).toBe("");
    expect(range({ mean: 1, low: -1, high: 2 }, 1, true)).toBe("[−1.0, +2.0]");
  });
});

describe("grouped", () => {
  it("puts a comma before every three digits and nowhere else", () => {
    expect([7, 123, 1234, 1234567].map(grouped)).toEqual(["7", "123", "1,234", "1,234,567"]);
  });
});

describe("short", () => {
  it("drops trailing zeros but no zero of an integer", () => {
    expect([0.5, 10, 100, 1200, 0.0412, 0].map(short)).toEqual(["0.5", "10", "100", "1200", "0.041", "0"]);
    expect(short(0.00012)).toBe("1.2e−4");
  });
});

describe("tickLabels", () => {
  it("gives all ticks the same digits, enough to read each back", () => {
    const ticks = [-0.05, 0, 0.05, 0.1];
    expect(tickLabels(ticks)).toEqual(["−0.05", "0.00", "0.05", "0.10"]);
    expect(tickLabels([0, 10, 20])).toEqual(["0", "10", "20"]);
  });
});
