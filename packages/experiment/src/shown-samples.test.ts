import type { TaskSample } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { shownSamples } from "./shown-samples.ts";

const sample = (id: number, foreground: boolean): TaskSample => ({
  info: {
    id: String(id),
    group: "all",
    units: [{ label: "a", region: foreground ? "foreground" : "background" }],
  },
  input: { inputs: {}, unitOf: { data: new Int32Array(0), shape: [0] }, units: [] },
});
const shown = (samples: readonly TaskSample[]): string[] => shownSamples(samples).map(({ info }) => info.id);

describe("shownSamples", () => {
  it("spreads evenly over those that numbers are made of", () => {
    expect(shown(Array.from({ length: 8 }, (_, k) => sample(k, true)))).toEqual(["0", "2", "4", "6"]);
    expect(shown(Array.from({ length: 8 }, (_, k) => sample(k, k % 2 === 1)))).toEqual(["1", "3", "5", "7"]);
  });

  it("shows what there is where no sample has a foreground", () => {
    expect(shown([sample(0, false), sample(1, false)])).toEqual(["0", "1"]);
  });
});
