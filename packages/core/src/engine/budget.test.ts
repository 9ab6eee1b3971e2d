import { describe, expect, it } from "vitest";
import { spendBudget } from "./budget.ts";

const wide = { lower: 1e-9, upper: 1e9 };

function spent(energies: Float64Array, sigmas: Float64Array): number {
  return sigmas.reduce((sum, sigma, i) => sum + sigma ** 2 * energies[i]!, 0);
}

describe("spendBudget", () => {
  const energies = Float64Array.of(0.5, 2, 8, 1e-3, 40);

  it("without active bounds is σ_i² = D / (n G_i)", () => {
    const { sigmas, boundCount } = spendBudget(energies, 3, wide);
    expect(boundCount).toBe(0);
    for (const [i, sigma] of sigmas.entries()) expect(sigma).toBeCloseTo(Math.sqrt(3 / (5 * energies[i]!)), 12);
  });

  it("spends the whole budget among the free units when some are at a bound", () => {
    const { sigmas, bound, boundCount } = spendBudget(energies, 3, { lower: 0.2, upper: 2 });
    expect(Array.from(bound)).toEqual([0, 0, 0, 1, 1]);
    expect(boundCount).toBe(2);
    expect(spent(energies, sigmas)).toBeCloseTo(3, 12);
    const level = sigmas[0]! ** 2 * energies[0]!;
    expect(sigmas[1]! ** 2 * energies[1]!).toBeCloseTo(level, 12);
    expect(sigmas[4]! ** 2 * energies[4]!).toBeGreaterThan(level);
    expect(sigmas[3]! ** 2 * energies[3]!).toBeLessThan(level);
  });

  it("gives a unit without energy the upper bound and takes nothing for it", () => {
    const { sigmas, bound } = spendBudget(Float64Array.of(0, 1, 1), 2, { lower: 1e-3, upper: 50 });
    expect(sigmas[0]).toBe(50);
    expect(bound[0]).toBe(1);
    expect(sigmas[1]).toBeCloseTo(1, 12);
  });

  it("puts every unit at a bound when the budget lies beyond all of them", () => {
    expect(Array.from(spendBudget(energies, 1e9, { lower: 0.1, upper: 2 }).sigmas)).toEqual([2, 2, 2, 2, 2]);
    expect(Array.from(spendBudget(energies, 1e-9, { lower: 0.1, upper: 2 }).sigmas)).toEqual([0.1, 0.1, 0.1, 0.1, 0.1]);
    expect(spendBudget(new Float64Array(3), 1, { lower: 0.1, upper: 2 }).boundCount).toBe(3);
  });

  it("is never beaten by moving budget between two units", () => {
    const bounds = { lower: 0.2, upper: 2 };
    const { sigmas } = spendBudget(energies, 3, bounds);
    for (let i = 0; i < 5; i++) {
      for (let j = 0; j < 5; j++) {
        const moved = sigmas.slice();
        const amount = 1e-4 * sigmas[i]! ** 2 * energies[i]!;
        moved[i] = Math.sqrt(sigmas[i]! ** 2 - amount / energies[i]!);
        moved[j] = Math.sqrt(sigmas[j]! ** 2 + amount / energies[j]!);
        if (i === j || moved[i]! < bounds.lower || moved[j]! > bounds.upper) continue;
        const gain = Math.log(moved[i]! / sigmas[i]!) + Math.log(moved[j]! / sigmas[j]!);
        expect(gain).toBeLessThanOrEqual(1e-12);
      }
    }
  });
});
