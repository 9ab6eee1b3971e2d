import { blockIndices, linearLayer, syntheticMatrix, unitsOver } from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import type { UnitInput } from "../contract.ts";
import { measureEntropy } from "../entropy.ts";
import { entropyOf } from "./normal-entropy.ts";
import type { LimitOptions } from "./options.ts";

const UNITS = 12;
const SIGMA0 = 0.01;
const indices = blockIndices(UNITS, 2);
const input: UnitInput = unitsOver(indices, UNITS);
/** The last two units are hardly seen: alone they would take a sigma far above 100 σ0. */
const full = syntheticMatrix("flat", 30, UNITS, 2, 5);
const weights = {
  ...full,
  data: full.data.map((value, k) => (k % full.columns >= 2 * (UNITS - 2) ? value * 1e-4 : value)),
};
const base: LimitOptions = { seed: 1, sample: "s", sigma0: SIGMA0, passes: 64, bounds: { lower: 0.001, upper: 1 } };
const measured = (more: Partial<LimitOptions>) => measureEntropy(linearLayer(weights), input, { ...base, ...more });

describe("a second upper bound", () => {
  it("equal to the first gives the same entropies to the bit, and asks for no further pass", async () => {
    for (const smoothing of [0, SIGMA0]) {
      const alone = await measured({ smoothing });
      const map = await measured({ smoothing, secondUpper: 1 });
      expect(map.atSecondBound).toEqual({
        upper: 1,
        entropies: map.entropies,
        meanEntropy: map.meanEntropy,
        unitsAtBound: map.unitsAtBound,
      });
      expect(map.passes).toBe(alone.passes);
      expect(map.entropies).toEqual(alone.entropies);
      expect(alone.atSecondBound).toBeUndefined();
    }
  });

  it("is what a map measured under that bound would be", async () => {
    const { atSecondBound } = await measured({ secondUpper: 0.1 });
    const under = await measured({ bounds: { lower: 0.001, upper: 0.1 } });
    expect(atSecondBound!.entropies).toEqual(under.entropies);
    expect(atSecondBound!.unitsAtBound).toBe(under.unitsAtBound);
    expect(under.unitsAtUpper).toBe(2);
  });

  it("moves units far below both bounds by one common constant, and the others to the bound", async () => {
    const { entropies, unitsAtUpper, atSecondBound } = await measured({ secondUpper: { timesSigma0: 10 } });
    expect(unitsAtUpper).toBe(2);
    expect(atSecondBound!.upper).toBeCloseTo(0.1, 12);
    const shifts = Array.from(atSecondBound!.entropies, (entropy, i) => entropy - entropies[i]!);
    for (let i = 1; i < UNITS - 2; i++) expect(shifts[i]).toBeCloseTo(shifts[0]!, 10);
    for (let i = UNITS - 2; i < UNITS; i++) {
      expect(entropies[i]).toBe(entropyOf(1));
      expect(atSecondBound!.entropies[i]).toBe(entropyOf(atSecondBound!.upper));
    }
  });

  it("is refused below the lower bound and as NaN", async () => {
    for (const secondUpper of [0.0005, Number.NaN])
      await expect(measured({ secondUpper })).rejects.toMatchObject({ code: "RANGE" });
  });
});
