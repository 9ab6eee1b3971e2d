import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distanceAt, learningSlope, type PathPoint, peakOf } from "./speed.ts";

const course = (steps: readonly number[], perStep = (step: number): number => step / 100): PathPoint[] =>
  steps.map((step) => ({
    step,
    path: {
      layer: { perStep: perStep(step), perCheckpoint: step / 200 },
      network: { perStep: step / 300, perCheckpoint: step / 400 },
    },
  }));

describe("peakOf", () => {
  it("is the first maximum, and tied exactly when another checkpoint reaches it", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 12 }), (counts) => {
        const { index, tied } = peakOf(counts);
        const most = Math.max(...counts);
        expect(index).toBe(counts.indexOf(most));
        expect(tied).toBe(counts.filter((count) => count === most).length > 1);
      }),
    );
  });
});

describe("distanceAt", () => {
  // Defect 1 of the paper's code: for ResNets counts skip checkpoint 0 but paths do not, so distances are one too early.
  it("reads the distance of the checkpoint that holds the peak when checkpoint 0 is skipped", () => {
    const checkpoints = course([2, 5, 10]);
    expect(distanceAt(checkpoints, peakOf([1, 4, 3]).index).steps).toBe(5);
    expect(distanceAt(checkpoints, peakOf([1, 4, 3]).index).layerPerStep).toBe(0.05);
  });

  it("gives every path of layer and network, and steps", () => {
    expect(distanceAt(course([0, 10, 40]), 1)).toEqual({
      layerPerStep: 0.1,
      layerPerCheckpoint: 0.05,
      networkPerStep: 10 / 300,
      networkPerCheckpoint: 0.025,
      shareOfPath: 0.25,
      steps: 10,
    });
  });

  it("share of path is 1 at the last checkpoint and uses checkpoints where steps are unknown", () => {
    expect(distanceAt(course([0, 10, 40]), 2).shareOfPath).toBe(1);
    const unknown = course([0, 10, 40], () => Number.NaN);
    expect(distanceAt(unknown, 1)).toMatchObject({ layerPerStep: Number.NaN, shareOfPath: 0.25 });
  });

  it("share of a path that never moved is NaN", () => {
    expect(distanceAt(course([0]), 0).shareOfPath).toBeNaN();
  });
});

describe("learningSlope", () => {
  // Defect 2: the paper's code divides by zero for a peak at checkpoint 0.
  it("is NaN at distance 0 and count over distance elsewhere", () => {
    expect(learningSlope(3, 0)).toBeNaN();
    expect(learningSlope(3, 0.5)).toBe(6);
  });
});
