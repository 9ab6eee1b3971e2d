import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Region, Unit } from "./contract.ts";
import {
  backgroundEntropy,
  deviations,
  knowledgePoints,
  regionMean,
  THRESHOLD_CURVE,
  THRESHOLDS,
} from "./knowledge-points.ts";
import { countPoints, foregroundRatio } from "./metrics/quantity.ts";

// Multiples of 1/1024 add and subtract exactly, so that equalities below are equalities.
const entropy = fc.integer({ min: -5 * 1024, max: 2 * 1024 }).map((value) => value / 1024);
const region = fc.constantFrom<Region>("foreground", "background", "border");
const map = fc.array(fc.tuple(entropy, region), { minLength: 1, maxLength: 24 }).map((cells) => ({
  entropies: Float64Array.from([0, ...cells.map(([value]) => value)]),
  units: [
    { label: "0", region: "background" as const },
    ...cells.map(([, where], i): Unit => ({ label: `${i + 1}`, region: where })),
  ],
}));
const threshold = fc.integer({ min: 0, max: 1024 }).map((value) => value / 1024);

const pointsOf = (entropies: Float64Array, units: readonly Unit[], b: number): Uint8Array =>
  knowledgePoints(deviations(entropies, backgroundEntropy(entropies, units)), units, b);

describe("knowledgePoints", () => {
  it("raising the threshold never adds a point", () => {
    fc.assert(
      fc.property(map, threshold, threshold, ({ entropies, units }, a, b) => {
        const more = pointsOf(entropies, units, Math.min(a, b));
        const fewer = pointsOf(entropies, units, Math.max(a, b));
        expect(fewer.every((point, i) => point <= more[i]!)).toBe(true);
      }),
    );
  });

  it("adding a constant to all entropies changes nothing", () => {
    const powerOfTwoBackgrounds = map.filter(({ units }) =>
      [1, 2, 4, 8].includes(units.filter((unit) => unit.region === "background").length),
    );
    fc.assert(
      fc.property(powerOfTwoBackgrounds, threshold, entropy, ({ entropies, units }, b, shift) => {
        expect(
          pointsOf(
            entropies.map((value) => value + shift),
            units,
            b,
          ),
        ).toEqual(pointsOf(entropies, units, b));
      }),
    );
  });

  it("permuting units permutes points", () => {
    const permuted = map.chain((one) =>
      fc.tuple(fc.constant(one), fc.shuffledSubarray([...one.units.keys()], { minLength: one.units.length })),
    );
    fc.assert(
      fc.property(permuted, threshold, ([{ entropies, units }, order], b) => {
        const points = pointsOf(entropies, units, b);
        const shuffled = pointsOf(
          Float64Array.from(order, (i) => entropies[i]!),
          order.map((i) => units[i]!),
          b,
        );
        expect([...shuffled]).toEqual(order.map((i) => points[i]));
      }),
    );
  });

  it("counts of regions add up to all points, and the ratio is in 0..1 or NaN", () => {
    fc.assert(
      fc.property(map, threshold, ({ entropies, units }, b) => {
        const points = pointsOf(entropies, units, b);
        const count = countPoints(points, units);
        const ratio = foregroundRatio(count);
        const all = points.reduce((sum, point) => sum + point, 0);
        if (!units.some((unit) => unit.region === "foreground")) expect(count.foreground).toBeNaN();
        else expect(count.foreground + count.background).toBe(all);
        expect(Number.isNaN(count.foreground) || all === 0 ? Number.isNaN(ratio) : ratio >= 0 && ratio <= 1).toBe(true);
      }),
    );
  });

  it("border units are never points and do not move the background mean", () => {
    const units: Unit[] = [
      { label: "a", region: "background" },
      { label: "b", region: "border" },
      { label: "c", region: "foreground" },
    ];
    expect([...pointsOf(Float64Array.of(1, -100, 0), units, 0.5)]).toEqual([0, 0, 1]);
    expect(backgroundEntropy(Float64Array.of(1, -100, 0), units)).toBe(1);
  });

  it("equal entropies give no point at any threshold of the curve", () => {
    const units: Unit[] = [
      { label: "a", region: "background" },
      { label: "b", region: "foreground" },
    ];
    for (const b of THRESHOLD_CURVE) expect([...pointsOf(Float64Array.of(-2, -2), units, b)]).toEqual([0, 0]);
  });

  it("a deviation equal to the threshold is not a point", () => {
    const units: Unit[] = [
      { label: "a", region: "background" },
      { label: "b", region: "foreground" },
    ];
    expect([...pointsOf(Float64Array.of(0, -0.5), units, 0.5)]).toEqual([0, 0]);
    expect([...pointsOf(Float64Array.of(0, -0.5), units, 0.4999)]).toEqual([0, 1]);
  });

  it("a sample without background is DEGENERATE and its mean is NaN, not 0", () => {
    const units: Unit[] = [{ label: "a", region: "foreground" }];
    expect(() => backgroundEntropy(Float64Array.of(1), units)).toThrow(expect.objectContaining({ code: "DEGENERATE" }));
    expect(regionMean(Float64Array.of(1), units, "background")).toBeNaN();
  });

  it("an array of another length is SHAPE", () => {
    const units: Unit[] = [{ label: "a", region: "background" }];
    expect(() => knowledgePoints(Float64Array.of(1, 2), units, 0.5)).toThrow(
      "entropies: expected one per unit, [1]; got [2]",
    );
  });

  it("thresholds are those of each recipe and the curve runs 0..0.8 by 0.05", () => {
    expect(THRESHOLDS).toEqual({ limit: 0.5, optimum: 0.5, official: 0.2 });
    expect(THRESHOLD_CURVE).toEqual([
      0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8,
    ]);
  });
});
