import { describe, expect, it } from "vitest";
import { checkpointSteps } from "./checkpoint-steps.ts";
import { constantRate, cosineRate, logSpacedRate } from "./schedules.ts";

describe("schedules", () => {
  it("a constant rate stays", () => {
    expect([0, 5, 99].map(constantRate(0.3))).toEqual([0.3, 0.3, 0.3]);
  });

  it("a cosine rises linearly to its peak and ends at its floor", () => {
    const rate = cosineRate({ peak: 2, steps: 101, floor: 0.1, warmUp: 20 });
    expect(rate(0)).toBeCloseTo(0.1, 12);
    expect(rate(9)).toBeCloseTo(1, 12);
    expect(rate(20)).toBeCloseTo(2, 12);
    expect(rate(60)).toBeCloseTo(1.1, 12);
    expect(rate(100)).toBeCloseTo(0.2, 12);
  });

  it("log-spaced rates have equal ratios", () => {
    const rate = logSpacedRate({ first: 1e-2, last: 1e-4, steps: 5 });
    expect([0, 1, 2, 3, 4].map(rate).map(Math.log10)).toEqual(
      [-2, -2.5, -3, -3.5, -4].map((x) => expect.closeTo(x, 9)),
    );
  });
});

describe("checkpoint steps", () => {
  it("start at 0, end at the last step and never shrink a gap by more than rounding", () => {
    for (const [total, count] of [
      [450, 11],
      [150, 15],
      [40, 8],
    ] as const) {
      const steps = checkpointSteps(total, count);
      expect(steps).toHaveLength(count);
      expect(steps[0]).toBe(0);
      expect(steps.at(-1)).toBe(total);
      const gaps = steps.slice(1).map((step, index) => step - steps[index]!);
      expect(Math.min(...gaps)).toBeGreaterThan(0);
      gaps.slice(1).forEach((gap, index) => {
        expect(gap).toBeGreaterThanOrEqual(gaps[index]! - 1);
      });
    }
  });

  it("lie within 4 % of the run from the trial's for 450 steps", () => {
    const trial = [0, 8, 19, 38, 60, 90, 135, 188, 255, 338, 450];
    checkpointSteps(450, 11).forEach((step, index) => {
      expect(Math.abs(step - trial[index]!)).toBeLessThanOrEqual(0.04 * 450);
    });
  });

  it("are every step when there is room for no fewer", () => {
    expect(checkpointSteps(4, 5)).toEqual([0, 1, 2, 3, 4]);
    expect(checkpointSteps(9, 2)).toEqual([0, 9]);
    expect(() => checkpointSteps(4, 6)).toThrow(/checkpoints/);
  });
});
