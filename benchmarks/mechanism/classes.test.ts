import { describe, expect, it } from "vitest";
import { type ClassesShape, draw, problemOf } from "./classes.ts";
import { gain, slope } from "./gains.ts";
import { scoreOf } from "./score.ts";
import { labelsOf, oracleLogits } from "./train.ts";

const shape: ClassesShape = { superClasses: 3, perSuper: 4, dimensions: 20, sines: 2, sharpness: 0.5 };
const K = 12;

describe("made-up classes", () => {
  it.each([0, 0.2, 0.6, 0.95, 1])("have cosine %d within a super-class and 0 across, to 1e-12", (correlation) => {
    const { directions } = problemOf(shape, correlation, 7);
    for (let a = 0; a < K; a++)
      for (let b = 0; b < K; b++) {
        let cosine = 0;
        for (let i = 0; i < 20; i++) cosine += directions[20 * a + i]! * directions[20 * b + i]!;
        const expected = a === b ? 1 : Math.floor(a / 4) === Math.floor(b / 4) ? correlation : 0;
        expect(Math.abs(cosine - expected)).toBeLessThan(1e-12);
      }
  });

  it("draw labels from the posterior they tell, whatever is drawn beside them", () => {
    const draws = draw(problemOf(shape, 0.5, 1), 20_000, 1, "test");
    for (let k = 0; k < K; k++) {
      const share = draws.labels.filter((label) => label === k).length / draws.count;
      let expected = 0;
      for (let row = 0; row < draws.count; row++) expected += draws.posterior[row * K + k]! / draws.count;
      expect(Math.abs(share - expected)).toBeLessThan(5 * Math.sqrt(expected / draws.count));
    }
    const few = draw(problemOf(shape, 0.5, 1), 10, 1, "test");
    expect(few.x).toEqual(draws.x.slice(0, few.x.length));
    expect(few.labels).toEqual(draws.labels.slice(0, 10));
  });

  it("are refused where they do not fit in", () => {
    expect(() => problemOf({ ...shape, dimensions: 14 }, 0, 0)).toThrow(/at least 15 dimensions/);
  });
});

describe("scores", () => {
  const draws = draw(problemOf(shape, 0.5, 1), 400, 1, "test");

  it("of the true posterior are the best there are, with no divergence", () => {
    const best = scoreOf(oracleLogits(draws).values, draws);
    expect(best.divergence).toBeCloseTo(0, 12);
    const turned = scoreOf(
      oracleLogits(draws).values.map((logit) => logit / 2),
      draws,
    );
    expect(turned.accuracy).toBe(best.accuracy);
    expect(turned.divergence).toBeGreaterThan(0.01);
  });

  it("of one answer for all are what an even guess is worth", () => {
    const { divergence } = scoreOf(labelsOf(draws).values, draws);
    let entropy = 0;
    for (const p of draws.posterior) entropy -= p > 0 ? (p * Math.log(p)) / draws.count : 0;
    expect(divergence).toBeCloseTo(Math.log(K) - entropy, 12);
  });
});

describe("gains", () => {
  const cell = (a: number, b: number) => ({
    scores: { a: { accuracy: a, divergence: 1 - a }, b: { accuracy: b, divergence: 1 - b } },
    signs: {},
    heldOut: {},
    best: 1,
  });

  it("are within seeds, better is more in both measures", () => {
    const cells = [cell(0.5, 0.4), cell(0.7, 0.58)];
    expect(gain(cells, "a", "b", "accuracy").mean).toBeCloseTo(11, 12);
    expect(gain(cells, "a", "b", "divergence").mean).toBeCloseTo(0.11, 12);
    // t of one degree of freedom times the standard error of two.
    expect(gain(cells, "a", "b", "accuracy").high).toBeCloseTo(11 + 12.7062 * 1, 3);
  });

  it("have the slope of a line", () => {
    const correlations = [0, 0.2, 0.8];
    const rows = correlations.map((c) => [cell(0.4 + 0.2 * c, 0.4), cell(0.5 + 0.1 * c, 0.5)]);
    const { mean, perSeed } = slope(rows, correlations, ["a", "b"], "accuracy");
    expect(perSeed.map((value) => value.toFixed(9))).toEqual(["20.000000000", "10.000000000"]);
    expect(mean).toBeCloseTo(15, 12);
  });
});
