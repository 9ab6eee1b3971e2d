import { mapUnits } from "@stillpoint/core";
import { linearLayer, unitsOver } from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { linearScene } from "../linear-scene.ts";
import { inputMap } from "./input.ts";
import { cloudCentre, earliness, pictureCentre, randomMap } from "./priors.ts";

const { scene, step } = await linearScene();

describe("priors", () => {
  it("of a picture are highest in the middle and alike on all corners", () => {
    const indices = Int32Array.from({ length: 25 }, (_, p) => p);
    const found = pictureCentre({ ...scene, input: unitsOver(indices, 25, [1, 5, 5]) });
    expect(found[12]).toBeCloseTo(0, 12);
    for (const corner of [0, 4, 20, 24]) expect(found[corner]).toBeCloseTo(-Math.hypot(2, 2), 12);
  });

  it("of a cloud are minus each point's distance from the origin", () => {
    const x0 = Float32Array.from([3, 4, 0, 0, 0, 1]);
    const layer = linearLayer({ rows: 1, columns: 6, data: new Float64Array(6) }, x0, [2, 3]);
    const input = unitsOver(Int32Array.from([0, 1]), 2, [2, 1]);
    expect([...cloudCentre({ ...scene, layer, input, units: mapUnits(input, layer) })]).toEqual([-5, -1]);
  });

  it("of a text go by a word's first token", () => {
    const input = unitsOver(Int32Array.from([-1, 1, 1, 0, -1]), 2, [5, 1]);
    expect([...earliness({ ...scene, input })]).toEqual([-3, -1]);
  });

  it("by chance are the same for one sample and others for the next", () => {
    expect(randomMap(scene)).toEqual(randomMap({ ...scene }));
    expect(randomMap(scene)).not.toEqual(randomMap({ ...scene, sample: "next" }));
  });

  it("by the size of the change are the distance from the baseline", () => {
    const first = step.slice(0, 3);
    expect(inputMap(scene)[0]).toBeCloseTo(Math.hypot(...first), 5);
  });
});
