import { expect, it } from "vitest";
import type { FittedSample, LabMap } from "../lab/protocol.ts";
import { mapsData, newestMaps, shownMaps } from "./map-data.ts";

const map: LabMap = {
  entropies: Float64Array.of(-3, -1, -1),
  standardErrors: new Float64Array(3),
  error: 0.1,
  passes: 8,
  of: 32,
  nonLinearity: 1,
  referenceSigma: 0.01,
};
const sample: FittedSample = {
  key: 1,
  id: "s",
  group: "",
  title: "s",
  layout: { kind: "grid", rows: 1, cols: 3 },
  picture: "",
  annotation: "",
  labels: ["a", "b", "c"],
  regions: ["foreground", "background", "background"],
  parts: [undefined, "cue", undefined],
};
const network = (role: string) => ({ id: role, role, title: role, step: 4, key: async () => 0 });

it("takes the networks that have a map, and saves with them what every unit is", () => {
  const maps = {
    states: new Map([["scratch", { map, busy: true }]]),
    busy: true,
    done: 0.25,
    total: 1,
    cancel: () => undefined,
  };
  const shown = shownMaps({ sample, networks: [network("distilled"), network("scratch")], maps, threshold: 0.5 });
  expect(shown.map(({ title }) => title)).toEqual(["scratch"]);
  expect(mapsData(sample, shown)).toEqual({
    sample: {
      id: "s",
      labels: sample.labels,
      regions: sample.regions,
      parts: sample.parts,
      layout: sample.layout,
    },
    maps: [{ title: "scratch", role: "scratch", step: 4, ...map, points: [0] }],
  });
});

it("makes no file of maps that were measured under choices of before", () => {
  const states = new Map([
    ["distilled", { map, busy: false, earlier: true as const }],
    ["scratch", { map, busy: false }],
  ]);
  const all = {
    sample,
    networks: [network("distilled"), network("scratch")],
    maps: { states, busy: false, done: 1, total: 2, cancel: () => undefined },
    threshold: 0.5,
  };
  expect(shownMaps(all)).toHaveLength(2);
  expect(newestMaps(all).map(({ title }) => title)).toEqual(["scratch"]);
});
