import { linearEnergies } from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { linearScene, UNITS } from "../linear-scene.ts";
import { featureChange, noiseChange } from "./feature-change.ts";

describe("noiseChange", () => {
  it("of linear features is σ² times each unit's energy", async () => {
    const { scene, features } = await linearScene(21);
    const energies = linearEnergies(features, scene.units.unitOf, UNITS);
    const found = await noiseChange(scene, 0.3, 4000);
    found.forEach((change, i) => {
      expect(Math.abs(change / (0.09 * energies[i]!) - 1)).toBeLessThan(0.1);
    });
  });
});

describe("featureChange", () => {
  it("is 0 at the sample, and 1 at the baseline in units of its change", async () => {
    const { scene } = await linearScene(22);
    const change = await featureChange(scene.layer);
    expect((await change(scene.layer.x0, 1))[0]).toBe(0);
    const whole = (await change(scene.baseline, 1))[0]!;
    const relative = await featureChange(scene.layer, 1 / whole);
    expect((await relative(scene.baseline, 1))[0]).toBeCloseTo(1, 6);
  });
});
