import { multiply, multiplyTransposed, quadraticLayer } from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { byUnit, linearScene, matrix } from "../linear-scene.ts";
import { answerTarget, featureTarget } from "../target.ts";
import { gradientMap } from "./gradient.ts";
import { gradientInputMap } from "./gradient-input.ts";
import { integratedGradientsMap } from "./integrated-gradients.ts";
import { smoothGradMap } from "./smooth-grad.ts";

function expectClose(found: Float64Array, wanted: Float64Array, digits = 4): void {
  expect(found.length).toBe(wanted.length);
  wanted.forEach((value, i) => {
    expect(found[i]! / value).toBeCloseTo(1, digits);
  });
}

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((all, value) => all + value, 0);

describe("gradients of a linear answer", async () => {
  const { scene, logits, step } = await linearScene();
  const target = answerTarget(scene.answer);
  const row = (p: number): number => logits.data[scene.answer.chosen[0]! * logits.columns + p]!;

  it("are the chosen logit's row: its norm by unit, and its product with the step from the baseline", async () => {
    expectClose(await gradientMap(scene, target), byUnit((p) => row(p) ** 2).map(Math.sqrt));
    expectClose(
      await gradientInputMap(scene, target),
      byUnit((p) => row(p) * step[p]!),
    );
  });

  it("are the same at every place of the way and under every noise", async () => {
    expectClose(await integratedGradientsMap(scene, target), await gradientInputMap(scene, target));
    expectClose(await smoothGradMap(scene, target, 0.7), await gradientMap(scene, target));
  });
});

describe("gradients of the features' distance from the baseline", async () => {
  const { scene, features, step } = await linearScene(7);
  const target = await featureTarget(scene);
  const gradient = multiplyTransposed(features, multiply(features, step));

  it("are W'W(x − baseline) where features are W x", async () => {
    expectClose(await gradientMap(scene, target), byUnit((p) => gradient[p]! ** 2).map(Math.sqrt));
    expectClose(
      await gradientInputMap(scene, target),
      byUnit((p) => gradient[p]! * step[p]!),
    );
  });

  it("halve on the way, so that integrated gradients add up to the distance itself", async () => {
    const found = await integratedGradientsMap(scene, target);
    expectClose(
      found,
      byUnit((p) => (gradient[p]! * step[p]!) / 2),
    );
    const distance = multiply(features, step).reduce((all, value) => all + value ** 2, 0) / 2;
    expect(sum(found) / distance).toBeCloseTo(1, 4);
  });
});

describe("gradients that change on the way", async () => {
  const { scene: linear } = await linearScene(11);
  const layer = { ...quadraticLayer(matrix(12, 5), matrix(13, 5)), x0: linear.layer.x0 };
  const scene = { ...linear, layer };
  const target = await featureTarget(scene);

  it("add up to the target's rise once the way is cut finely", async () => {
    const at = async (x: Float32Array): Promise<number> => (await target.value(x, 1))[0]!;
    const rise = (await at(layer.x0)) - (await at(scene.baseline));
    const coarse = sum(await integratedGradientsMap(scene, target, 2));
    const fine = sum(await integratedGradientsMap(scene, target, 200));
    expect(fine / rise).toBeCloseTo(1, 3);
    expect(Math.abs(fine / rise - 1)).toBeLessThan(Math.abs(coarse / rise - 1));
    expect(Math.abs(sum(await gradientInputMap(scene, target)) / rise - 1)).toBeGreaterThan(0.05);
  });

  it("leave fixed scalars out: they neither get noise nor a share", async () => {
    const data = scene.input.unitOf.data.map((unit) => (unit === 0 ? -1 : unit));
    const unitOf = scene.units.unitOf.map((unit) => (unit === 0 ? -1 : unit));
    const fixed = {
      ...scene,
      input: { ...scene.input, unitOf: { ...scene.input.unitOf, data } },
      units: { ...scene.units, unitOf },
    };
    expect((await gradientMap(fixed, target))[0]).toBe(0);
    expect((await integratedGradientsMap(fixed, target))[0]).toBe(0);
    expect((await smoothGradMap(fixed, target, 0.1))[0]).toBe(0);
  });
});
