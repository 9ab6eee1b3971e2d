import type { Layer, UnitInput } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { adamReference } from "./adam-reference.ts";
import { exactEnergies } from "./exact-energy.ts";

/** f(x) = w ⊙ x, one scalar per unit: the optimum is σ_i = √(D / n) / |w_i|. */
function diagonal(weights: readonly number[]): Layer {
  const size = weights.length;
  const x0 = new Float32Array(size).fill(1);
  return {
    x0,
    shape: [size],
    featureSize: size,
    features: async (x) => x.map((value, k) => value * weights[k % size]!),
    residual: async (x, target, batch) => {
      const change = new Float32Array(batch);
      const gradient = x.map((value, k) => {
        const gap = value * weights[k % size]! - target[k % size]!;
        change[Math.floor(k / size)]! += gap * gap;
        return gap * weights[k % size]!;
      });
      return { change, gradient };
    },
    vjp: async (_x, cotangent) => cotangent.map((value, k) => value * weights[k % size]!),
  };
}

describe("adamReference", () => {
  it("finds the closed form of a linear layer", async () => {
    const weights = [0.5, 1, 2, 4];
    const distortion = 4e-4;
    const exact = weights.map((weight) => Math.log(Math.sqrt(distortion / weights.length) / weight));
    const input: UnitInput = {
      inputs: {},
      unitOf: { data: Int32Array.of(0, 1, 2, 3), shape: [4] },
      units: weights.map((_, i) => ({ label: `${i}`, region: "background" })),
    };
    const options = { seed: 1, sigma0: 0.01, distortion, passes: 20_000, batch: 32 };
    const found = await adamReference(diagonal(weights), input, {
      ...options,
      start: new Float64Array(4).fill(Math.log(0.01)),
    });
    for (const [i, value] of exact.entries()) expect(found[i]).toBeCloseTo(value, 1.3);
  });
});

describe("exactEnergies", () => {
  it("are the squared weights of a diagonal layer, whatever the batch", async () => {
    const weights = [0.5, 1, 2, 4, 8];
    const input: UnitInput = {
      inputs: {},
      unitOf: { data: Int32Array.of(0, 1, 1, 2, -1), shape: [5] },
      units: [0, 1, 2].map((i) => ({ label: `${i}`, region: "background" })),
    };
    for (const batch of [1, 2, 8]) {
      expect([...(await exactEnergies(diagonal(weights), input, batch))]).toEqual([0.25, 5, 16]);
    }
  });
});
