import type { Role } from "@stillpoint/core";
import { expect, it } from "vitest";
import type { PackedNetwork, ViewPack } from "../pack/view-pack.ts";
import { readAddress, writeAddress } from "./address.ts";
import { measuringRange, noteMeasuring, readMeasuring } from "./use-measuring.ts";

const network = (role: Role, step: number): PackedNetwork => ({ role, step, file: `${role}-${step}`, answers: true });

const pack: ViewPack = {
  schema: "stillpoint.demo/1",
  view: "clouds",
  title: "a network",
  layer: "fc1",
  layers: ["pooled", "fc1"],
  choices: {},
  wish: { seed: 0, passes: 128 },
  classes: [],
  tokenizer: [],
  samples: [],
  networks: [
    ...[0, 11, 93, 400].map((step) => network("distilled", step)),
    ...[0, 93, 400].map((step) => network("scratch", step)),
  ],
  report: { seeds: [0], tasks: [] },
};

const range = measuringRange({ pack }, 0.03, [0.01, 0.1]);

const asked = (hash: string) => readMeasuring(range, readAddress(hash).choices);

it("offers steps that distilled and scratch both have, and stands at the last one", () => {
  expect(range.steps).toEqual([0, 93, 400]);
  expect(asked("#/clouds")).toEqual({
    layer: "fc1",
    threshold: 0.5,
    sigma: 0.03,
    passes: 128,
    moment: 2,
    reference: "map-mean",
  });
});

it("comes back from an address as it was noted", () => {
  const chosen = { layer: "pooled", threshold: 0.85, sigma: 0.05, passes: 256, moment: 1, reference: "raw" } as const;
  expect(asked(writeAddress("clouds", noteMeasuring(range, chosen)))).toEqual(chosen);
});

it("notes nothing of what is as usual", () => {
  expect(writeAddress("clouds", noteMeasuring(range, range.usual))).toBe("#/clouds");
});

it("takes of a hostile address what can be had", () => {
  const hash = "#/clouds?layer=%3Cimg%20src%3Dx%3E&b=-4&noise=1e39&passes=8.4&step=200&scale=constructor";
  expect(asked(hash)).toEqual({
    layer: "fc1",
    threshold: 0,
    sigma: 0.1,
    passes: 8,
    moment: 1,
    reference: "map-mean",
  });
});
