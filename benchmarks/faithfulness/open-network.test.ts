import { readModel, writeModel } from "@stillpoint/autodiff";
import { imageBenchmark } from "@stillpoint/bench";
import { drawNormal } from "@stillpoint/core";
import { imageAdapter } from "@stillpoint/image";
import { nodeRuntime } from "@stillpoint/onnx/node";
import type { ShownSample } from "@stillpoint/preprocess";
import { afterAll, describe, expect, it } from "vitest";
import { entropyOfScene } from "./maps/entropy.ts";
import { type Maps, mapsOf } from "./maps/list.ts";
import { measureMaps } from "./measures/measures.ts";
import { openNetwork } from "./open-network.ts";
import { groupsFromTop, withWeightsOf } from "./sanity/randomised.ts";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

const [family] = imageBenchmark.families;
if (family === undefined) throw new Error("no family");
const cell = { family, layer: "fc1" };
const SIDE = 48;

function sampleOf(): ShownSample {
  const pixels = new Float32Array(3 * SIDE * SIDE);
  drawNormal({ seed: 1, sample: "law", purpose: "pixels", pass: 0 }, pixels);
  const mask = Float32Array.from({ length: SIDE * SIDE }, (_, p) => Number(p % SIDE < SIDE / 2));
  const input = imageAdapter({ grid: [4, 4] }).toUnits({ id: "law", height: SIDE, width: SIDE, pixels, mask });
  const none = (): string => "";
  const info = { id: "law", group: "held-out", units: input.units };
  return {
    info,
    input,
    look: { title: "law", layout: { kind: "grid", rows: 4, cols: 4 }, picture: none, annotation: none },
  };
}

const sample = sampleOf();

async function explained(bytes: Uint8Array, chosen?: readonly number[]) {
  const opened = await openNetwork(cell, bytes, sample.input.inputs, runtime);
  try {
    const { scene, convolution } = await opened.scene(sample, 0, chosen);
    const entropy = await entropyOfScene(scene, { recipe: "limit", seed: 0, sigma0: 0.01, passes: 32 });
    const maps = await mapsOf(scene, { entropy, smoothing: 0.1, convolution });
    return { maps, chosen: scene.answer.chosen, measured: await measureMaps(scene, maps, 0.01) };
  } finally {
    await opened.close();
  }
}

const untrained = family.network(1);
const own = await explained(untrained);

describe("a network's maps", () => {
  it("have a score for every unit, and numbers for every measure", () => {
    expect(own.maps.size).toBe(16);
    for (const [name, scores] of own.maps) {
      expect(scores).toHaveLength(16);
      const { noise1, deletion, insertionAnswer, pointing } = own.measured.maps.get(name)!;
      for (const number of [noise1, deletion, insertionAnswer, pointing]) expect(number, name).not.toBeNaN();
    }
    expect(own.measured.area.pointing).toBe(0.5);
  });

  it("explain by occlusion exactly what removal does", () => {
    expect(own.measured.maps.get("occlusion")?.removed).toBeCloseTo(1, 12);
    expect(own.measured.maps.get("answerOcclusion")?.removedAnswer).toBeCloseTo(1, 12);
  });

  it("of a layer's features stay while only layers above it change, those of the answer do not", async () => {
    const [one, other] = [readModel(untrained), readModel(family.network(2))];
    const above = groupsFromTop(one, family.from).slice(0, 2);
    expect(above.map(({ name }) => name)).toEqual(["fc3", "fc2"]);
    const { maps } = await explained(writeModel(withWeightsOf(one, other, above)), own.chosen);
    const same = (name: Parameters<Maps["get"]>[0]): boolean =>
      [...maps.get(name)!].every((score, unit) => score === own.maps.get(name)![unit]);
    for (const name of ["entropy", "gradient", "integrated", "smooth", "occlusion"] as const)
      expect(same(name)).toBe(true);
    for (const name of ["answerGradient", "answerOcclusion", "gradCam"] as const) expect(same(name)).toBe(false);
  });
});
