import { describe, expect, it } from "vitest";
import { toldInterval } from "./told-number.ts";

describe("a number with its interval", () => {
  it("is 0 where rounding left it, and stays small where it is small", () => {
    expect(toldInterval({ mean: 2e-15, low: -0.06, high: 0.06 })).toBe("0 [−0.06, 0.06]");
    expect(toldInterval({ mean: 2e-15, low: 1e-15, high: 3e-15 })).toMatch(/^2.*e−15 /);
    expect(toldInterval({ mean: 0.03, low: Number.NaN, high: Number.NaN })).toBe("0.03");
  });
});
