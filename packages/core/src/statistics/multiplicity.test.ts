import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { uniforms } from "../../fixtures/synthetic-task.ts";
import { benjaminiHochberg, holm } from "./multiplicity.ts";
import { proportionInterval } from "./proportion.ts";

const family = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 });

/** The definition: the k smallest are rejected at level q for the largest k with p(k) <= q k / m. */
function rejectedByShare(p: readonly number[], level: number): boolean[] {
  const sorted = [...p].sort((a, b) => a - b);
  const last = sorted.findLastIndex((value, k) => value <= (level * (k + 1)) / p.length);
  return p.map((value) => last >= 0 && value <= sorted[last]!);
}

/** The definition: from the smallest on, until one has p(k) > q / (m − k + 1). */
function rejectedByAny(p: readonly number[], level: number): boolean[] {
  const sorted = [...p].sort((a, b) => a - b);
  const stop = sorted.findIndex((value, k) => value > level / (p.length - k));
  return p.map((value) => stop < 0 || value < sorted[stop]!);
}

describe("adjusted p values", () => {
  it("are at most q exactly where the definitions reject at level q", () => {
    fc.assert(
      fc.property(family, fc.double({ min: 0.001, max: 0.9, noNaN: true }), (p, level) => {
        // Where a product meets the level to the last bit, rounding decides.
        fc.pre(
          benjaminiHochberg(p)
            .concat(holm(p))
            .every((value) => Math.abs(value - level) > 1e-9),
        );
        expect(benjaminiHochberg(p).map((value) => value <= level)).toEqual(rejectedByShare(p, level));
        expect(holm(p).map((value) => value <= level)).toEqual(rejectedByAny(p, level));
      }),
    );
  });

  it("are known for a family by hand", () => {
    expect(benjaminiHochberg([0.01, 0.04, 0.03, 0.5])).toEqual([0.04, (0.04 * 4) / 3, (0.04 * 4) / 3, 0.5]);
    expect(holm([0.01, 0.04, 0.03, 0.5])).toEqual([0.04, 0.09, 0.09, 0.5]);
  });

  it("never lie below p, never above 1, rise with p, and Holm's never below the others", () => {
    fc.assert(
      fc.property(family, (p) => {
        const [share, any] = [benjaminiHochberg(p), holm(p)];
        for (const [k, value] of p.entries()) {
          expect(share[k]).toBeGreaterThanOrEqual(value);
          expect(any[k]).toBeGreaterThanOrEqual(share[k]! - 1e-12);
          expect(any[k]).toBeLessThanOrEqual(1);
          for (const [other, larger] of p.entries())
            if (larger > value) {
              expect(share[other]).toBeGreaterThanOrEqual(share[k]!);
              expect(any[other]).toBeGreaterThanOrEqual(any[k]!);
            }
        }
      }),
    );
  });

  it("of one test are p itself; NaN takes no part", () => {
    for (const adjust of [benjaminiHochberg, holm]) {
      expect(adjust([0.03])).toEqual([0.03]);
      expect(adjust([])).toEqual([]);
      expect(adjust([Number.NaN, 0.03, Number.NaN])).toEqual([Number.NaN, 0.03, Number.NaN]);
    }
  });

  it("of families in which nothing is true call anything in 5 % of them", () => {
    const next = uniforms(4);
    let [share, any] = [0, 0];
    const FAMILIES = 2000;
    for (let k = 0; k < FAMILIES; k++) {
      const p = Array.from({ length: 20 }, next);
      share += Number(benjaminiHochberg(p).some((value) => value <= 0.05));
      any += Number(holm(p).some((value) => value <= 0.05));
    }
    for (const count of [share, any]) {
      expect(proportionInterval(count, FAMILIES, 0.999).low).toBeLessThan(0.05);
      expect(proportionInterval(count, FAMILIES, 0.999).high).toBeGreaterThan(0.048);
    }
  });
});
