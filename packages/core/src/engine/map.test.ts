import { describe, expect, it } from "vitest";
import { statedError } from "./map.ts";

const allocation = { sigmas: new Float64Array(6), bound: Uint8Array.of(0, 0, 1, 1, 1, 1), boundCount: 4 };
const standardErrors = Float64Array.of(0.3, 0.4, 9, 9, 9, 9);
const alone = Math.hypot(0.3, 0.4) / Math.SQRT2;

describe("statedError", () => {
  it("is the root mean square over free units where the others are at their bound for certain", () => {
    expect(statedError({ allocation, standardErrors })).toBeCloseTo(alone, 12);
    expect(statedError({ allocation: { ...allocation, bound: new Uint8Array(6).fill(1) }, standardErrors })).toBe(0);
  });

  it("never falls when a unit may be off its bound", () => {
    for (const error of [1e-6, 0.1, 0.3, 0.5, 2]) {
      const boundErrors = Float64Array.of(0, 0, error, error, error, 0);
      const both = Math.sqrt((0.3 ** 2 + 0.4 ** 2 + 3 * error ** 2) / 5);
      expect(statedError({ allocation, standardErrors, boundErrors })).toBeCloseTo(Math.max(alone, both), 12);
    }
  });
});
