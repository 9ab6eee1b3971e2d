import { multiply } from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { logitOf } from "../answer.ts";
import { byUnit, linearScene, SIZE } from "../linear-scene.ts";
import { featureChange } from "../measures/feature-change.ts";
import { occlusionMap } from "./occlusion.ts";

describe("occlusionMap", async () => {
  const { scene, features, logits, step } = await linearScene(3);

  it("is ‖W_i(x_i − baseline_i)‖² of linear features", async () => {
    const found = await occlusionMap(scene, await featureChange(scene.layer));
    found.forEach((change, i) => {
      const own = step.map((value, p) => (Math.floor(p / SIZE) === i ? value : 0));
      const wanted = multiply(features, own).reduce((sum, value) => sum + value ** 2, 0);
      expect(change / wanted).toBeCloseTo(1, 4);
    });
  });

  it("takes a unit's share off a linear logit", async () => {
    const effect = logitOf(scene.answer);
    const clean = (await effect(scene.layer.x0, 1))[0]!;
    const shares = byUnit((p) => logits.data[scene.answer.chosen[0]! * logits.columns + p]! * step[p]!);
    const found = await occlusionMap(scene, effect);
    found.forEach((logit, i) => {
      expect(clean - logit).toBeCloseTo(shares[i]!, 4);
    });
  });
});
