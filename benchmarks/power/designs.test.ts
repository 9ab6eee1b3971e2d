import { describe, expect, it } from "vitest";
import { costOf, foundBy } from "./designs.ts";

const SEEDS_ALONE = { seed: 1, sample: 0, rest: 0 };

describe("foundBy", () => {
  it("has the mean half length of Student's t where seeds alone vary: t(2) · E s / √3", () => {
    const { half } = foundBy({ seeds: 3, samples: 8 }, SEEDS_ALONE, 4000, 1);
    expect(half).toBeCloseTo((4.302653 * Math.sqrt(Math.PI / 4)) / Math.sqrt(3), 1);
  });

  it("finds what the noncentral t says: 80 % power at 3 seeds needs 3.26 standard deviations of a seed", () => {
    // Root of P(T(2, d√3) > t(2, 0.975)) = 0.8 in d; the other tail is below 1e-6 there.
    const { atFive } = foundBy({ seeds: 3, samples: 8 }, SEEDS_ALONE, 20000, 2);
    expect(atFive).toBeGreaterThan(3.15);
    expect(atFive).toBeLessThan(3.37);
  });

  it("follows the unit, and gains nothing by samples where seeds alone vary", () => {
    const one = foundBy({ seeds: 4, samples: 8 }, { seed: 0.1, sample: 0.4, rest: 0.5 }, 200, 3);
    const twice = foundBy({ seeds: 4, samples: 8 }, { seed: 0.4, sample: 1.6, rest: 2 }, 200, 3);
    for (const key of ["half", "atFive", "atStrict"] as const) expect(twice[key]).toBeCloseTo(2 * one[key], 9);
    const few = foundBy({ seeds: 3, samples: 8 }, SEEDS_ALONE, 4000, 4).half;
    const many = foundBy({ seeds: 3, samples: 64 }, SEEDS_ALONE, 4000, 5).half;
    expect(many / few).toBeCloseTo(1, 1);
  });

  it("asks for more where more is claimed", () => {
    const { atFive, atStrict } = foundBy({ seeds: 5, samples: 16 }, { seed: 1, sample: 1, rest: 1 }, 500, 6);
    expect(atStrict).toBeGreaterThan(atFive);
  });
});

describe("costOf", () => {
  it("is 1 for the run itself; training grows with seeds, measuring with both", () => {
    const [before, shares] = [
      { seeds: 3, samples: 32 },
      { training: 0.6, measuring: 0.3 },
    ];
    expect(costOf(before, before, shares)).toBeCloseTo(1, 12);
    expect(costOf({ seeds: 3, samples: 64 }, before, shares)).toBeCloseTo(1.3, 12);
    expect(costOf({ seeds: 6, samples: 32 }, before, shares)).toBeCloseTo(1.9, 12);
  });
});
