import { describe, expect, it } from "vitest";
import { sampleChips } from "./sample-list.ts";
import { clearestSample, orderedSamples, SAMPLE_ORDERS, sampleEffect } from "./sample-order.ts";
import type { PictureView } from "./view.ts";

/** Units: two of the object, two of the background, one of a part, one of a part that lies on the object. */
function picture(sample: string, distilled: readonly number[], scratch: readonly number[], seed = 0): PictureView {
  const map = (role: string, points: readonly number[]) => ({
    role,
    seed,
    step: 9,
    entropies: new Array(6).fill(0),
    points,
  });
  return {
    task: "t",
    sample,
    title: `Title ${sample}`,
    group: "g",
    layout: { kind: "grid", rows: 1, cols: 6 },
    regions: "ffbbbf",
    parts: [null, null, null, null, "cue", "cue"],
    maps: [map("distilled", distilled), map("scratch", scratch)],
  };
}

const all = [picture("b10", [0, 1, 4], [4, 5]), picture("b9", [2], [4, 5]), picture("a", [], [0, 2, 3, 4])];
const order = (name: (typeof SAMPLE_ORDERS)[number], find = ""): number[] =>
  orderedSamples(all, { order: name, find, seed: 0 });

describe("sampleEffect", () => {
  it("counts parts apart, whatever region they lie in", () => {
    expect(all.map((one) => sampleEffect(one, "part"))).toEqual([-1, -2, -1]);
    expect(all.map((one) => sampleEffect(one, "foreground"))).toEqual([2, 0, -1]);
    expect(all.map((one) => sampleEffect(one, "background"))).toEqual([0, 1, -2]);
  });

  it("is none without both networks, or without the place", () => {
    const [one] = all;
    expect(sampleEffect({ ...one!, maps: one!.maps.slice(1) }, "part")).toBeUndefined();
    expect(sampleEffect({ ...one!, parts: new Array(6).fill(null) }, "part")).toBeUndefined();
    const { regions: _r, parts: _p, ...bare } = one!;
    for (const place of ["part", "foreground", "background"] as const)
      expect(sampleEffect(bare, place)).toBeUndefined();
  });
});

describe("orderedSamples", () => {
  it("sorts by effect either way, equal ones as listed, by names with their numbers", () => {
    expect(order("listed")).toEqual([0, 1, 2]);
    expect(order("part")).toEqual([1, 0, 2]);
    expect(order("-part")).toEqual([0, 2, 1]);
    expect(order("background")).toEqual([2, 0, 1]);
    expect(order("title")).toEqual([2, 1, 0]);
  });

  it("keeps every sample in every order, those without an effect last", () => {
    const some = [{ ...all[0]!, maps: [] }, ...all.slice(1)];
    for (const name of SAMPLE_ORDERS) {
      const found = orderedSamples(some, { order: name, find: "" });
      expect([...found].sort()).toEqual([0, 1, 2]);
      if (name.includes("part")) expect(found.at(-1)).toBe(0);
    }
  });

  it("finds all words, in names, groups and texts", () => {
    expect(order("listed", " B9 title")).toEqual([1]);
    expect(order("listed", "nobody")).toEqual([]);
    const segments = [
      { text: "Überall ", unit: 0 },
      { text: "Wasser", unit: 1 },
    ];
    const text: PictureView = { ...all[0]!, layout: { kind: "words", blocks: [{ segments }] } };
    expect(orderedSamples([all[1]!, text], { order: "listed", find: "überall was" })).toEqual([1]);
  });
});

describe("clearestSample", () => {
  it("is the largest effect towards a sign", () => {
    expect(clearestSample(all, "part", -1)).toMatchObject({ effect: -2, picture: { sample: "b9" } });
    expect(clearestSample(all, "foreground", 1)).toMatchObject({ effect: 2, picture: { sample: "b10" } });
    expect(clearestSample([], "part", 1)).toBeUndefined();
  });
});

describe("sampleChips", () => {
  it("tell the effect that they are sorted by", () => {
    const state = { sample: 1, moment: 0, reference: "raw", seed: 0, order: "part", find: "" } as const;
    const chips = sampleChips(all, state);
    expect(chips.match(/data-sample="(\d)"/g)).toEqual(['data-sample="1"', 'data-sample="0"', 'data-sample="2"']);
    expect(chips).toContain("−2 points");
  });
});
