import { normalNumbers } from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { rootMeanSquare } from "../statistics/moments.ts";
import { estimateEnergies } from "./energy.ts";
import { createBasis } from "./orthogonal.ts";

describe("createBasis", () => {
  it("stays orthonormal to rounding for nearly dependent vectors", () => {
    const basis = createBasis();
    const first = normalNumbers(40, 1, "first");
    for (let k = 0; k < 8; k++) {
      const other = normalNumbers(40, k, "other");
      expect(
        basis.add(
          first.map((value, j) => value + 1e-7 * other[j]!),
          1e-12,
        ),
      ).toBe(true);
    }
    for (const [a, left] of basis.vectors.entries()) {
      for (const [b, right] of basis.vectors.entries()) {
        const inner = left.reduce((sum, value, j) => sum + value * right[j]!, 0);
        expect(Math.abs(inner - (a === b ? 1 : 0))).toBeLessThan(1e-12);
      }
    }
  });

  it("refuses a vector that adds no direction", () => {
    const basis = createBasis();
    expect(basis.add([3, 4], 1e-6)).toBe(true);
    expect(basis.add([6, 8], 1e-6)).toBe(false);
    expect(basis.add([0, 0], 1e-6)).toBe(false);
    expect(basis.size).toBe(1);
  });
});

describe("estimateEnergies", () => {
  it("is exact, with no error, once the probes span the complement", () => {
    const random = [Float64Array.of(1, 4), Float64Array.of(3, 5)];
    const { values, standardErrors, shiftError } = estimateEnergies(
      { exact: [Float64Array.of(10, 20)], random, complement: 2, orthogonal: true },
      2,
    );
    expect(Array.from(values)).toEqual([14, 29]);
    expect(Array.from(standardErrors)).toEqual([0, 0]);
    expect(shiftError).toBe(0);
  });

  it("does not know its error from a single probe", () => {
    const { standardErrors } = estimateEnergies(
      { exact: [], random: [Float64Array.of(1, 2)], complement: 9, orthogonal: true },
      2,
    );
    expect(rootMeanSquare(standardErrors)).toBeNaN();
  });

  it("leaves out what all units share", () => {
    const random = [1, 2, 5, 3].map((value) => Float64Array.of(value, 2 * value, 7 * value));
    const { standardErrors, shiftError } = estimateEnergies(
      { exact: [], random, complement: 100, orthogonal: true },
      3,
    );
    for (const error of standardErrors) expect(error).toBeLessThan(1e-7);
    expect(shiftError).toBeGreaterThan(0.1);
  });
});
