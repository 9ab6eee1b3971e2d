import { blockIndices, linearLayer, syntheticMatrix, unitsOver } from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import type { Layer } from "../contract.ts";
import { measureEntropy } from "../entropy.ts";
import type { EntropyOptions } from "./options.ts";
import { referenceSigma } from "./reference-noise.ts";

const weights = syntheticMatrix("flat", 20, 6, 4, 3);
const indices = blockIndices(6, 4);
const input = unitsOver(indices, 6);
const x0 = Float32Array.from({ length: 24 }, (_, p) => 2 + Math.sin(p));
const rms = Math.sqrt(x0.reduce((sum, value) => sum + value ** 2, 0) / x0.length);
const at = (values: Float32Array): Layer => ({ ...linearLayer(weights), x0: values });
const base: EntropyOptions = { seed: 1, sample: "s", sigma0: { timesRms: 0.01 }, passes: 32 };

describe("a reference noise relative to the perturbed tensor", () => {
  it("is the same as its value in input units", async () => {
    const relative = await measureEntropy(at(x0), input, base);
    expect(relative.referenceSigma).toBeCloseTo(0.01 * rms, 9);
    const given = await measureEntropy(at(x0), input, { ...base, sigma0: relative.referenceSigma! });
    expect(relative).toEqual(given);
  });

  it("shifts a linear map by ln k when the tensor grows k-fold, and moves no unit against another", async () => {
    const once = await measureEntropy(at(x0), input, base);
    const grown = await measureEntropy(at(x0.map((value) => 8 * value)), input, base);
    for (const [i, entropy] of once.entropies.entries())
      expect(grown.entropies[i]! - entropy).toBeCloseTo(Math.log(8), 5);
    expect(grown.unitsAtBound).toBe(once.unitsAtBound);
  });

  it("takes no notice of fixed scalars", () => {
    const fixed = indices.map((unit, p) => (p < 4 ? -1 : unit - 1));
    const large = x0.map((value, p) => (p < 4 ? 1e6 : value));
    const sigma = referenceSigma({ timesRms: 1 }, at(large), unitsOver(fixed, 5));
    expect(sigma).toBeCloseTo(Math.sqrt(x0.slice(4).reduce((sum, value) => sum + value ** 2, 0) / 20), 6);
  });

  it("is not defined for a tensor that is 0, nor for a multiple that is not a number above 0", async () => {
    await expect(measureEntropy(at(new Float32Array(24)), input, base)).rejects.toMatchObject({ code: "DEGENERATE" });
    for (const timesRms of [0, -1, Number.NaN])
      await expect(measureEntropy(at(x0), input, { ...base, sigma0: { timesRms } })).rejects.toMatchObject({
        code: "RANGE",
      });
    const broken = x0.map((value, p) => (p === 3 ? Number.NaN : value));
    await expect(measureEntropy(at(broken), input, base)).rejects.toMatchObject({ code: "NOT_FINITE" });
  });
});
