import { describe, expect, it } from "vitest";
import { hashed, type Place, syntheticTask, UNITS } from "../../fixtures/synthetic-task.ts";
import type { EntropyMap } from "../entropy-map.ts";
import { undefinedInterval } from "../statistics/crossed-interval.ts";
import type { GroupResult, Hypothesis, TaskResult } from "../task-result.ts";
import type { TaskData } from "./measured-network.ts";
import { settled } from "./second-bound.ts";
import { summarize } from "./summarize.ts";

const summary = (data: TaskData): TaskResult => summarize(data, { recipe: "limit" });
const foreground = (unit: number): boolean => UNITS[unit]!.region === "foreground";

/** The student keeps more of the foreground the longer it learns, more than the scratch network does. */
const planted = ({ role, seed, step, sample, unit }: Place): number =>
  -3 -
  (foreground(unit) && (role === "distilled" || unit < 2) ? 1.2 : 0) * (step / 40) +
  0.3 * hashed(role.length, seed, step, sample, unit);

/** The task with entropies under a second bound, made from those under the first. */
function bounded(data: TaskData, second: (entropy: number, map: EntropyMap) => number): TaskData {
  return {
    ...data,
    measurements: [...data.measurements].map(({ key, map }) => {
      const entropies = map.entropies.map((entropy) => second(entropy, map));
      const meanEntropy = entropies.reduce((sum, entropy) => sum + entropy, 0) / entropies.length;
      return { key, map: { ...map, atSecondBound: { upper: 0.3, entropies, meanEntropy, unitsAtBound: 2 } } };
    }),
  };
}

describe("a summary under two bounds", () => {
  const data = syntheticTask({ entropy: planted });

  it("says the same twice when the bounds give equal entropies, and leaves every other number alone", () => {
    const plain = summary(data);
    const { atSecondBound, ...rest } = summary(bounded(data, (entropy) => entropy));
    expect(rest).toEqual(plain);
    expect(plain.atSecondBound).toBeUndefined();
    expect(atSecondBound).toEqual({
      upper: 0.3,
      unitsAtBound: 2 * plain.engine.maps,
      networks: plain.networks,
      hypotheses: plain.hypotheses,
    });
  });

  it("does not move by a shift common to all units of a map", () => {
    const result = summary(bounded(data, (entropy) => entropy + 0.25));
    const { networks, hypotheses } = result.atSecondBound!;
    expect(networks.distilled!.foregroundCount).toEqual(result.networks.distilled!.foregroundCount);
    expect(hypotheses.map(({ verdict }) => verdict)).toEqual(result.hypotheses.map(({ verdict }) => verdict));
    expect(result.hypotheses.some(({ flips }) => flips)).toBe(false);
  });

  it("is inconclusive, with a note, where the verdict differs between the bounds", () => {
    // Everything above the second bound is cut: no unit stands out any more.
    const result = summary(bounded(data, (entropy) => Math.min(entropy, -6)));
    const [main, second] = [result.hypotheses[0]!, result.atSecondBound!.hypotheses[0]!];
    expect(summary(data).hypotheses[0]).toMatchObject({ verdict: "supported", overSeeds: { verdict: "supported" } });
    expect(second).toMatchObject({ verdict: "inconclusive", difference: { mean: 0 } });
    expect(main).toMatchObject({
      verdict: "inconclusive",
      flips: true,
      overSeeds: { verdict: "inconclusive", flips: true },
    });
    expect(main.note).toBe("supported under the first upper bound of σ, inconclusive under the second");
    expect(main.difference.low).toBeGreaterThan(0);
    // A claim must hold under either bound.
    expect([second.p, main.p]).toEqual([1, 1]);
    expect(summary(data).hypotheses[0]!.p).toBeLessThan(0.05);
    for (const group of Object.values(result.groups))
      expect(group.hypotheses[0]).toMatchObject({ verdict: "inconclusive", flips: true });
  });

  it("gives no verdict, with a note, where either bound gives none", () => {
    const { hypotheses: clear } = summary(data);
    const unclear: Hypothesis[] = clear.map((each) => ({
      ...each,
      difference: undefinedInterval("nothing to subtract"),
      verdict: "no-verdict",
      reason: "nothing to subtract",
      overSeeds: { difference: undefinedInterval("one seed"), verdict: "no-verdict" },
    }));
    const group = (hypotheses: readonly Hypothesis[]): GroupResult => ({ ...summary(data), hypotheses });
    const together = (first: readonly Hypothesis[], second: readonly Hypothesis[]): Hypothesis =>
      settled(group(first), group(second)).hypotheses[0]!;
    for (const settledOne of [together(unclear, clear), together(clear, unclear)]) {
      expect(settledOne).toMatchObject({ verdict: "no-verdict", reason: "nothing to subtract" });
      expect(settledOne.overSeeds!.verdict).toBe("no-verdict");
      expect([settledOne.flips, settledOne.overSeeds!.flips]).toEqual([undefined, undefined]);
    }
    expect(together(unclear, clear).note).toBe(
      "no-verdict under the first upper bound of σ, supported under the second",
    );
    expect(together(clear, unclear).note).toBe(
      "supported under the first upper bound of σ, no-verdict under the second",
    );
    expect(together(clear, unclear).difference).toEqual(clear[0]!.difference);
    expect(together(unclear, unclear)).toEqual(unclear[0]);
  });

  it("refuses maps of which only some carry a second bound", () => {
    const [head, ...tail] = [...bounded(data, (entropy) => entropy).measurements];
    const { atSecondBound: _, ...map } = head!.map;
    expect(() => summary({ ...data, measurements: [{ key: head!.key, map }, ...tail] })).toThrow(
      /second upper bound: expected it in every map or none; got 287 of 288/,
    );
  });

  it("counts the units at the upper bound and the realised D / D0", () => {
    const { engine } = summary(data);
    expect(engine).toMatchObject({ units: 288 * UNITS.length, realisedRatio: expect.closeTo(3.6, 10) });
    expect(engine.unitsAtUpper).toBeUndefined();
    const known = [...data.measurements].map(({ key, map }) => ({ key, map: { ...map, unitsAtUpper: 1 } }));
    expect(summary({ ...data, measurements: known }).engine.unitsAtUpper).toBe(288);
  });
});
