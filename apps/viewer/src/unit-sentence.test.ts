import { describe, expect, it } from "vitest";
import { pointSentence, unitSentence } from "./unit-sentence.ts";
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

describe("unitSentence", () => {
  it("says name, entropy, place and whether it is a point", () => {
    expect(unitSentence(picture, picture.maps[0]!, 1)).toBe(
      "\u2068b\u2069 · −3.00 nats (−1.00 to the map’s mean) · on the object · knowledge point",
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
