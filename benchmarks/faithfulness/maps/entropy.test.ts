import { linearEnergies } from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { linearScene, SIZE, UNITS } from "../linear-scene.ts";
import { orderOf } from "../measures/order.ts";
import { spearman } from "../measures/rank-correlation.ts";
import { entropyInputMap, entropyMap, entropyOfScene } from "./entropy.ts";

const ENGINE = { recipe: "limit", seed: 1, sigma0: 0.01, passes: 64, bounds: { lower: 1e-9, upper: 1e9 } } as const;

describe("entropyMap", async () => {
  const { scene, features, step } = await linearScene(5);
  const energies = linearEnergies(features, scene.units.unitOf, UNITS);
  const map = await entropyOfScene(scene, ENGINE);

  it("away from its bounds is a constant plus half the log of the unit's squared Jacobian norm", () => {
    const constants = entropyMap(map).map((score, i) => score - Math.log(energies[i]!) / 2);
    for (const constant of constants) expect(constant).toBeCloseTo(constants[0]!, 5);
  });

  it("has the order of energies", () => {
    expect(spearman(entropyMap(map), energies)).toBe(1);
    expect([...orderOf(entropyMap(map), 0, "law")]).toEqual([...orderOf(energies, 0, "law")]);
  });

  it("times the input has the order of energy times mean squared distance from the baseline", () => {
    const wanted = energies.map((energy, i) => {
      const square = step.slice(i * SIZE, (i + 1) * SIZE).reduce((sum, value) => sum + value ** 2, 0);
      return (energy * square) / SIZE;
    });
    expect(spearman(entropyInputMap(map, scene), wanted)).toBe(1);
    expect(spearman(entropyMap(map), wanted)).toBeLessThan(1);
  });
});
