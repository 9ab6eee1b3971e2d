import { describe, expect, it } from "vitest";
import { hex, shareOf } from "./colour-map.ts";

describe("shareOf", () => {
  it("is 0 at the lowest entropy, 1 at the highest, NaN for what is not defined", () => {
    expect(shareOf(-5, -5, -3)).toBe(0);
    expect(shareOf(-3, -5, -3)).toBe(1);
    expect(shareOf(Number.NaN, -5, -3)).toBeNaN();
    expect(shareOf(Number.NaN, 1, 1)).toBeNaN();
    expect(shareOf(1, 1, 1)).toBe(0.5);
  });
});

describe("hex", () => {
  it("has two digits a channel", () => {
    expect(hex([0, 10, 255])).toBe("#000aff");
  });
});
