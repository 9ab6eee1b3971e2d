import { describe, expect, it } from "vitest";
import { boundErrors } from "./bound-error.ts";
import { spendBudget } from "./budget.ts";
import type { Energies } from "./energy.ts";

const bounds = { lower: 0.1, upper: 10 };
const energiesOf = (values: readonly number[], error: number): Energies => ({
  values: Float64Array.from(values),
  standardErrors: new Float64Array(values.length).fill(error),
  shiftError: 0,
});

describe("boundErrors", () => {
  it("is nothing for free units, and for units far beyond their bound", () => {
    const energies = energiesOf([1, 2, 1e-9, 1e9], 0.3);
    const spending = spendBudget(energies.values, 4 + 1e7, bounds);
    expect([...spending.bound]).toEqual([0, 0, 1, 1]);
    expect([...boundErrors(energies, spending, bounds)]).toEqual([0, 0, 0, 0]);
  });

  it("is the standard error just at a bound, and shrinks by what the unit is beyond it", () => {
    const values = [1, 1, 1];
    const { level } = spendBudget(Float64Array.from(values), 3, bounds);
    for (const [edge, sign] of [
      [bounds.upper, 1],
      [bounds.lower, -1],
    ] as const) {
      for (const beyond of [1e-9, 0.1, 0.25]) {
        const energy = (level / edge ** 2) * Math.exp(-2 * sign * beyond);
        const energies = energiesOf([energy], 0.3);
        const spending = { sigmas: Float64Array.of(edge), bound: Uint8Array.of(1), boundCount: 1, level };
        expect(boundErrors(energies, spending, bounds)[0]).toBeCloseTo(0.3 - beyond, 6);
      }
    }
  });

  it("is nothing where the budget puts all units at one bound", () => {
    const energies = energiesOf([1, 2, 0], 0.3);
    for (const [budget, unseen] of [
      [1e9, 0],
      [1e9, 1],
      [1e-9, 0],
    ] as const) {
      const spending = spendBudget(energies.values, budget, bounds);
      expect(spending.boundCount).toBe(3);
      expect([...boundErrors(energies, spending, bounds, unseen)]).toEqual([0, 0, 0]);
    }
    const poor = spendBudget(energies.values, 1e-9, bounds);
    expect(boundErrors(energies, poor, bounds, 1)[2]).toBeCloseTo(Math.log(100), 12);
  });

  it("takes a unit nobody reached for certain, unless one hit would have brought it off the bound", () => {
    const energies = energiesOf([0], 0);
    const spending = { sigmas: Float64Array.of(10), bound: Uint8Array.of(1), boundCount: 1, level: 1 };
    expect(boundErrors(energies, spending, bounds)[0]).toBe(0);
    expect(boundErrors(energies, spending, bounds, 1e-3)[0]).toBe(0);
    // A unit of energy 1 would have had σ = 1, a factor 10 below the bound.
    expect(boundErrors(energies, spending, bounds, 1)[0]).toBeCloseTo(Math.log(10), 12);
  });
});
