import { describe, expect, it } from "vitest";
import { drawnValues, mapAt, mapSvg, pictureDomain, pointSentence, stepsOf, unitSentence } from "./map-drawing.ts";
import type { MapView, PictureView } from "./view.ts";

function map(role: string, step: number, offset: number): MapView {
  return { role, seed: 0, step, entropies: [offset, offset - 1, null, offset + 1], points: [1] };
}

const picture: PictureView = {
  task: "t",
  sample: "s",
  title: "s",
  group: "g",
  picture: "",
  mask: "",
  grid: { rows: 2, cols: 2 },
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

describe("mapSvg", () => {
  it("draws every unit and one outline", () => {
    const svg = mapSvg(picture, picture.maps[0]!, "raw", 'a "map"');
    expect(svg.match(/<rect/g)).toHaveLength(4);
    expect(svg).toContain("a &quot;map&quot;");
    expect(svg.match(/class="over" d="M1 0h1/g)).toHaveLength(1);
  });

  it("colours equal numbers equally in every map of the sample", () => {
    const [low, high] = pictureDomain(picture, "map-mean");
    expect(low).toBeCloseTo(-1, 12);
    expect(high).toBeCloseTo(1, 12);
  });
});

describe("unitSentence", () => {
  it("says name, entropy, place and whether it is a point", () => {
    expect(unitSentence(picture, picture.maps[0]!, 1)).toBe(
      "b · −3.00 nats (−1.00 to the map’s mean) · on the object · knowledge point",
    );
    expect(unitSentence(picture, picture.maps[0]!, 2)).toContain("– nats");
  });
});

describe("pointSentence", () => {
  it("counts points by region", () => {
    expect(pointSentence(picture, { ...picture.maps[0]!, points: [0, 1, 2] })).toBe(
      "1 on the object, 2 outside (1 on the distractor)",
    );
  });
});
