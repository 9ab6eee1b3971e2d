import { describe, expect, it } from "vitest";
import { hashed, syntheticTask, UNITS, uniforms } from "../../fixtures/synthetic-task.ts";
import { proportionInterval } from "../statistics/proportion.ts";
import type { TaskResult } from "../task-result.ts";
import { globalStatement } from "./role-permutation.ts";
import { summarize } from "./summarize.ts";

const summary = (id: string, effect: number, seeds = [0, 1, 2]): TaskResult =>
  summarize(
    syntheticTask({
      seeds,
      samples: 6,
      entropy: ({ role, seed, step, sample, unit }) =>
        1.2 * hashed(role.length, seed, step, sample, unit) -
        (UNITS[unit]!.region === "foreground" && role === "distilled" ? effect : 0) * (step / 40),
    }),
    { recipe: "limit", id },
  );

/** A result whose claims have these differences by seed, `[claims][seeds]`. */
function made(id: string, differences: readonly (readonly number[])[]): TaskResult {
  const base = summary(id, 0, [0]);
  const contrast = base.contrasts![0]!;
  const hypotheses = base.hypotheses.slice(0, differences.length);
  return {
    ...base,
    hypotheses,
    contrasts: hypotheses.map(({ id: claim }, k) => ({
      ...contrast,
      claim,
      perSeed: differences[k]!.map((difference, seed) => ({ seed, difference })),
    })),
  };
}

describe("the statement over a whole report", () => {
  it("is by hand for one claim of three seeds: 1 for equal differences, and as large in 2 of 8 flips", () => {
    expect(globalStatement([made("a@fc1", [[2, 2, 2]])])).toEqual({
      statistic: 1,
      p: 2 / 8,
      flips: 8,
      units: 3,
      claims: 1,
    });
    // (3 − 1 + 1)² / (3 · 11); as large: all flips but those that leave 1 of (±3 ±1 ±1).
    expect(globalStatement([made("a@fc1", [[3, -1, 1]])])).toMatchObject({ statistic: 9 / 33, p: 6 / 8 });
  });

  it("has no unit, and does not mind which network is which", () => {
    const found = globalStatement([
      made("a@fc1", [
        [2, 5, -1],
        [1, 1, 3],
      ]),
    ])!;
    for (const factor of [-1, 100]) {
      const other = globalStatement([made("a@fc1", [[2, 5, -1].map((value) => factor * value), [1, 1, 3]])])!;
      expect(other.statistic).toBeCloseTo(found.statistic, 12);
    }
    expect(
      globalStatement([
        made("a@fc1", [
          [-2, -5, 1],
          [-1, -1, -3],
        ]),
      ]),
    ).toEqual(found);
  });

  it("flips layers of a family together and families apart", () => {
    const layers = globalStatement([made("a@fc1", [[1, 1, 1]]), made("a@fc2", [[1, 1, 1]])])!;
    expect(layers).toMatchObject({ units: 3, flips: 8, p: 2 / 8, claims: 2 });
    const families = globalStatement([made("a@fc1", [[1, 1, 1]]), made("b@fc1", [[1, 1, 1]])])!;
    // Each family by itself is as large in 2 of 8.
    expect(families).toMatchObject({ units: 6, flips: 64, p: 4 / 64 });
    const shared = globalStatement([made("a@fc1", [[1, 1, 1]]), made("b@fc1", [[1, 1, 1]])], [], () => "one");
    expect(shared).toEqual(layers);
  });

  it("draws flips beyond twelve units, the same ones every time, and comes near what all of them give", () => {
    const next = uniforms(5);
    const rows = (count: number): number[][] => [Array.from({ length: count }, () => next() - 0.35)];
    const twelve = rows(12);
    const exact = globalStatement([made("a@fc1", twelve)])!;
    expect(exact.flips).toBe(4096);
    // A thirteenth pair of networks that are equal halves nothing and moves nothing.
    const drawn = globalStatement([made("a@fc1", twelve), made("b@fc1", [[0]])])!;
    expect(drawn).toMatchObject({ flips: 10_000, units: 13 });
    expect(Math.abs(drawn.p - exact.p)).toBeLessThan(0.02);
    expect(globalStatement([made("a@fc1", twelve), made("b@fc1", [[0]])])).toEqual(drawn);
    const clear = globalStatement([made("a@fc1", [new Array<number>(14).fill(1)])])!;
    expect(clear.p).toBeGreaterThanOrEqual(1 / 10_000);
    expect(clear.p).toBeLessThan(0.002);
  });

  it("says nothing of equal networks, of controls, and of results without a difference", () => {
    expect(globalStatement([made("a@fc1", [[0, 0, 0]])])).toMatchObject({ statistic: 0, p: 1 });
    expect(globalStatement([made("a@fc1", [[1, 1, 1]])], ["a@fc1"])).toBeUndefined();
    const alone = summarize(syntheticTask({ roles: ["distilled"], entropy: ({ unit }) => -unit }), { recipe: "limit" });
    expect(globalStatement([alone])).toBeUndefined();
  });

  it("finds an effect in every seed of several families, over all six claims", () => {
    const found = globalStatement(["a", "b", "c"].map((family) => summary(`${family}@fc1`, 0.8)))!;
    expect(found).toMatchObject({ units: 9, flips: 512, claims: 18 });
    expect(found.p).toBeLessThan(0.05);
  });

  it("keeps its level where only chance tells the networks apart", () => {
    const next = uniforms(9);
    const TRIALS = 400;
    let called = 0;
    const base = made("a@fc1", [
      [1, 1, 1, 1, 1, 1],
      [1, 1, 1, 1, 1, 1],
    ]);
    for (let trial = 0; trial < TRIALS; trial++) {
      // The two claims share what is of the seed.
      const seeds = Array.from({ length: 6 }, () => next() - 0.5);
      const contrasts = base.contrasts!.map((each) => ({
        ...each,
        perSeed: seeds.map((own, seed) => ({ seed, difference: own + 0.3 * (next() - 0.5) })),
      }));
      called += Number(globalStatement([{ ...base, contrasts }])!.p <= 0.05);
    }
    expect(proportionInterval(called, TRIALS, 0.999).low).toBeLessThan(0.05);
    expect(proportionInterval(called, TRIALS, 0.999).high).toBeGreaterThan(0.03);
  });
});
