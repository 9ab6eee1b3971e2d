import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UNITS } from "../../fixtures/synthetic-task.ts";
import type { Region, Unit } from "../contract.ts";
import { foregroundRank } from "./rank.ts";

// Few values, so that ties are common; an increasing function of them stays exact.
const entropy = fc.integer({ min: -8, max: 8 });
const region = fc.constantFrom<Region>("foreground", "background", "border");
const cell = fc.tuple(entropy, region, fc.boolean());
const map = fc.array(cell, { minLength: 1, maxLength: 30 }).map((cells) => ({
  entropies: Float64Array.from([0, 1, ...cells.map(([value]) => value)]),
  units: [
    { label: "a", region: "foreground" },
    { label: "b", region: "background" },
    ...cells.map(([, where, parted], i) => ({
      label: `${i}`,
      region: where,
      ...(parted && i % 3 === 0 ? { part: "cue" } : {}),
    })),
  ] as readonly Unit[],
}));

/** By definition: every pair of a foreground and a background unit. */
function pairwise(entropies: Float64Array, units: readonly Unit[]): number {
  const of = (where: Region): number[] =>
    [...entropies].filter((_, i) => units[i]!.region === where && units[i]!.part === undefined);
  let sum = 0;
  for (const a of of("foreground")) for (const b of of("background")) sum += a < b ? 1 : a === b ? 0.5 : 0;
  return sum / (of("foreground").length * of("background").length);
}

describe("foregroundRank", () => {
  it("is the share of pairs whose foreground unit lies below, ties half", () => {
    fc.assert(
      fc.property(map, ({ entropies, units }) => {
        expect(foregroundRank(entropies, units)).toBe(pairwise(entropies, units));
      }),
    );
  });

  it("does not move under an increasing function of the map: no spread, no shift, no threshold", () => {
    fc.assert(
      fc.property(map, ({ entropies, units }) => {
        const rank = foregroundRank(entropies, units);
        for (const f of [(h: number) => 3 * h - 7, (h: number) => h ** 3, Math.exp])
          expect(foregroundRank(entropies.map(f), units)).toBe(rank);
      }),
    );
  });

  it("is 1 minus itself when the regions are exchanged, and when the map is turned over", () => {
    const exchanged: Readonly<Record<Region, Region>> = {
      foreground: "background",
      background: "foreground",
      border: "border",
    };
    fc.assert(
      fc.property(map, ({ entropies, units }) => {
        const rank = foregroundRank(entropies, units);
        const swapped = units.map((unit) => ({ ...unit, region: exchanged[unit.region] }));
        expect(foregroundRank(entropies, swapped)).toBeCloseTo(1 - rank, 14);
        expect(
          foregroundRank(
            entropies.map((h) => -h),
            units,
          ),
        ).toBeCloseTo(1 - rank, 14);
      }),
    );
  });

  it("is 0.5 for a constant map, 1 where every foreground unit lies below", () => {
    expect(foregroundRank(new Float64Array(UNITS.length).fill(-3), UNITS)).toBe(0.5);
    const sharp = Float64Array.from(UNITS, (unit) => (unit.region === "foreground" ? -4 : -3));
    expect(foregroundRank(sharp, UNITS)).toBe(1);
  });

  it("does not see border units nor those of a named part", () => {
    const kept = Float64Array.from(UNITS, (unit, i) => (unit.part !== undefined || i > 12 ? -99 : -i));
    const dropped = kept.map((h) => (h === -99 ? 99 : h));
    expect(foregroundRank(kept, UNITS)).toBe(0);
    expect(foregroundRank(dropped, UNITS)).toBe(0);
  });

  it("is NaN without a unit in either region, and for a map that is not a number", () => {
    expect(foregroundRank(Float64Array.of(1), [{ label: "a", region: "background" }])).toBeNaN();
    expect(foregroundRank(Float64Array.of(1), [{ label: "a", region: "foreground" }])).toBeNaN();
    expect(foregroundRank(new Float64Array(UNITS.length).fill(Number.NaN), UNITS)).toBeNaN();
  });
});
