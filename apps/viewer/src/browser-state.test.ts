import { describe, expect, it } from "vitest";
import { addressOf, firstState, stateAt, withSample } from "./browser-state.ts";
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
  it("keeps the moment where the sample has it", () => {
    expect(withSample(pictures, firstState(first), 1)).toMatchObject({ sample: 1, moment: 1 });
    expect(withSample(pictures, firstState(first), 2)).toMatchObject({ sample: 2, moment: 0 });
    expect(withSample(pictures, firstState(first), 9)).toEqual(firstState(first));
  });
});
