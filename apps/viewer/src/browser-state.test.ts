import { describe, expect, it } from "vitest";
import { addressOf, firstState, stateAt, withSample, withSeed } from "./browser-state.ts";
import type { PictureView } from "./view.ts";

function picture(sample: string, steps: readonly number[]): PictureView {
  const maps = steps.map((step) => ({ role: "scratch", seed: 0, step, entropies: [0], points: [] }));
  return { task: "t", sample, title: sample, group: "g", layout: { kind: "grid", rows: 1, cols: 1 }, maps };
}

const first = picture("cat/1", [0, 8, 30]);
const pictures = [first, picture("dog 2", [0, 8]), picture("teacher only", [])];

describe("stateAt", () => {
  it("finds every state again by its address", () => {
    for (const [sample, { maps }] of pictures.entries()) {
      for (let moment = 0; moment < Math.max(1, maps.length); moment++) {
        const state = { ...firstState(first), sample, moment };
        expect(stateAt(pictures, firstState(first), addressOf("task-t", pictures, state))).toEqual(state);
      }
    }
  });

  it("takes the last step that is not later, and stays where an address leads nowhere", () => {
    const start = firstState(first);
    expect(stateAt(pictures, start, { sample: "dog 2", step: 29 })).toMatchObject({ sample: 1, moment: 1 });
    expect(stateAt(pictures, start, { sample: "cow", step: 8 })).toMatchObject({ sample: 0, moment: 1 });
    expect(stateAt(pictures, start, {})).toEqual(start);
  });
});

describe("withSample", () => {
  it("keeps the step where the sample has it, and the end of training as the end", () => {
    expect(withSample(pictures, firstState(first), 1)).toMatchObject({ sample: 1, moment: 1 });
    expect(withSample(pictures, firstState(first), 2)).toMatchObject({ sample: 2, moment: 0 });
    expect(withSample(pictures, firstState(first), 9)).toEqual(firstState(first));
  });
});

describe("withSeed", () => {
  const grown = (sample: string): PictureView => ({
    ...picture(sample, []),
    maps: [...picture(sample, [0, 8, 30]).maps, ...picture(sample, [30]).maps.map((map) => ({ ...map, seed: 2 }))],
  });
  const two = [grown("a"), grown("b")];

  it("shows the same step of another seed, or the last one that is not later", () => {
    const start = firstState(two[0]!);
    expect(start).toMatchObject({ seed: 0, moment: 2 });
    expect(withSeed(two, start, 2)).toMatchObject({ seed: 2, moment: 0 });
    expect(withSeed(two, withSeed(two, start, 2), 0)).toMatchObject({ seed: 0, moment: 2 });
  });

  it("comes back from its address, with order and search", () => {
    const state = { ...withSeed(two, withSample(two, firstState(two[0]!), 1), 2), order: "part", find: "b" } as const;
    expect(stateAt(two, firstState(two[0]!), addressOf("t", two, state))).toEqual(state);
    expect(stateAt(two, firstState(two[0]!), { seed: 7 })).toEqual(firstState(two[0]!));
  });
});
