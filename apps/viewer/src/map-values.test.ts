import { describe, expect, it } from "vitest";
import { drawnValues, mapAt, pictureDomain, stepsOf, unitShares } from "./map-values.ts";
import type { MapView, PictureView } from "./view.ts";

function map(role: string, step: number, offset: number): MapView {
  return { role, seed: 0, step, entropies: [offset, offset - 1, null, offset + 1], points: [1] };
}

const picture: PictureView = {
  task: "t",
  sample: "s",
  title: "s",
  group: "g",
  layout: { kind: "grid", rows: 2, cols: 2 },
  labels: ["a", "b", "c", "d"],
  regions: "bfb-",
  parts: [null, null, "distractor", null],
  maps: [map("scratch", 8, -2), map("scratch", 0, -3), map("teacher", 900, -1), { ...map("scratch", 0, 7), seed: 1 }],
};

describe("drawnValues", () => {
  it("has mean zero beside the map's mean, whatever the offset", () => {
    expect(drawnValues(map("scratch", 0, 5), "map-mean")).toEqual(drawnValues(map("scratch", 0, -2), "map-mean"));
    expect(drawnValues(map("scratch", 0, 5), "raw")).toEqual([5, 4, null, 6]);
  });
});

describe("mapAt", () => {
  it("gives the latest map not after the step, of one seed", () => {
    expect(mapAt(picture, "scratch", 7)?.entropies[0]).toBe(-3);
    expect(mapAt(picture, "scratch", 8)?.entropies[0]).toBe(-2);
  });

  it("shows the teacher at every step though it has one moment", () => {
    expect(mapAt(picture, "teacher", 0)?.step).toBe(900);
    expect(stepsOf(picture)).toEqual([0, 8]);
  });
});

describe("unitShares", () => {
  it("places equal numbers equally in every map of the sample", () => {
    const [low, high] = pictureDomain(picture, "map-mean");
    expect(low).toBeCloseTo(-1, 12);
    expect(high).toBeCloseTo(1, 12);
    for (const one of picture.maps) expect(unitShares(one, "map-mean", [low, high])).toEqual([0.5, 0, null, 1]);
  });
});
