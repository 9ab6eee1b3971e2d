import { describe, expect, it } from "vitest";
import { hashed, type Place, syntheticTask, UNITS } from "../../fixtures/synthetic-task.ts";
import { benjaminiHochberg, holm } from "../statistics/multiplicity.ts";
import type { Hypothesis, TaskResult } from "../task-result.ts";
import { adjustedResults } from "./adjusted-verdicts.ts";
import { summarize } from "./summarize.ts";

/** A task in which the student's object stands out by `effect` nats. */
const task = (id: string, effect: number, random: number, samples = 12): TaskResult =>
  summarize(
    syntheticTask({
      samples,
      entropy: ({ role, seed, step, sample, unit }: Place): number =>
        -3 -
        (UNITS[unit]!.region === "foreground" && role === "distilled" ? effect : 0) * (step / 40) +
        1.2 * hashed(random, role.length, seed, step, sample, unit),
    }),
    { recipe: "limit", id },
  );
const claims = (results: readonly TaskResult[]): Hypothesis[] => results.flatMap(({ hypotheses }) => hypotheses);
/** What its interval says alone. */
function ungated({ gates: _, unadjusted, ...each }: Hypothesis): Hypothesis {
  return { ...each, verdict: unadjusted ?? each.verdict };
}
/** A result whose p values and verdicts are set by hand; the last has none. */
const withP = (result: TaskResult, p: readonly number[]): TaskResult => ({
  ...result,
  hypotheses: result.hypotheses.map((each, k) => ({
    ...ungated(each),
    p: p[k] ?? Number.NaN,
    verdict: p[k] === undefined ? "no-verdict" : p[k]! < 0.05 ? "supported" : "inconclusive",
  })),
});

const [first, second, control] = [task("a@fc1", 0.9, 1), task("b@fc1", 0.9, 2), task("b-control@fc1", 0, 3)];

describe("verdicts of a report", () => {
  const P = [0.001, 0.049, 0.3, 0.012, 0.6];
  const results = adjustedResults([withP(first, P), withP(second, P)]);

  it("are of p values adjusted over all tasks and claims", () => {
    const p = [...P, ...P];
    const adjusted = claims(results).filter((each) => each.adjusted !== undefined);
    expect(adjusted.map((each) => each.adjusted?.benjaminiHochberg)).toEqual(benjaminiHochberg(p));
    expect(adjusted.map((each) => each.adjusted?.holm)).toEqual(holm(p));
    expect(adjusted.map(({ verdict }) => verdict)).toEqual(
      benjaminiHochberg(p).map((value) => (value <= 0.05 ? "supported" : "inconclusive")),
    );
    expect(adjusted[1]).toMatchObject({ verdict: "inconclusive", unadjusted: "supported", p: 0.049 });
    expect(claims(results).map(({ difference }) => difference)).toEqual(
      claims([first, second]).map(({ difference }) => difference),
    );
  });

  it("are not given where the claim has none, which takes no part", () => {
    const last = results[0]!.hypotheses[5]!;
    expect(last).toMatchObject({ verdict: "no-verdict", unadjusted: "no-verdict" });
    expect(last).not.toHaveProperty("adjusted");
  });

  it("do not change when adjusted again, and follow what the report holds", () => {
    expect(adjustedResults(results)).toEqual(results);
    const [alone] = adjustedResults(results.slice(0, 1));
    expect(alone).toEqual(adjustedResults([withP(first, P)])[0]);
    expect(alone!.hypotheses[3]!.adjusted!.benjaminiHochberg).toBeCloseTo((0.012 * 5) / 2, 12);
  });

  it("of controls are adjusted among themselves and weigh on no claim", () => {
    const [a, b] = adjustedResults([first, control], [control.id]);
    expect(a!.hypotheses).toEqual(adjustedResults([first])[0]!.hypotheses);
    expect(b!.hypotheses).toEqual(adjustedResults([control])[0]!.hypotheses);
  });

  it("of a group of samples are adjusted over that group of all tasks", () => {
    const found = adjustedResults([first, second]);
    const group = found.flatMap(({ groups }) => groups.training!.hypotheses).filter(({ adjusted }) => adjusted);
    expect(group.length).toBeGreaterThan(8);
    expect(group.map((each) => each.adjusted?.holm)).toEqual(holm(group.map(({ p }) => p!)));
  });

  it("find what is planted and keep a flip inconclusive", () => {
    expect(claims(adjustedResults([first, second]))[0]).toMatchObject({
      verdict: "supported",
      unadjusted: "supported",
    });
    const flip: TaskResult = {
      ...first,
      hypotheses: first.hypotheses.map((each) => ({ ...ungated(each), verdict: "inconclusive", flips: true })),
    };
    expect(claims(adjustedResults([flip])).every(({ verdict }) => verdict === "inconclusive")).toBe(true);
  });

  it("of networks that differ by chance are rarely any", () => {
    const FAMILIES = 30;
    let any = 0;
    for (let k = 0; k < FAMILIES; k++) {
      const family = [0, 1, 2].map((at) => task(`t${at}@fc1`, 0, 100 + 3 * k + at, 6));
      any += Number(
        claims(adjustedResults(family)).some(({ verdict }) => verdict === "supported" || verdict === "contradicted"),
      );
    }
    // 5 % of the families are expected; more than 6 of 30 have probability 0.0003.
    expect(any).toBeLessThanOrEqual(6);
  });

  it("of two equal networks say nothing", () => {
    const equal = summarize(
      syntheticTask({ entropy: ({ seed, step, sample, unit }) => -3 + 2.5 * hashed(seed, step, sample, unit) }),
      { recipe: "limit" },
    );
    for (const { verdict, difference, p, adjusted } of claims(adjustedResults([equal]))) {
      expect(difference).toEqual({ mean: 0, low: 0, high: 0 });
      expect([verdict, p, adjusted]).toEqual(["inconclusive", 1, { benjaminiHochberg: 1, holm: 1 }]);
    }
  });
});
