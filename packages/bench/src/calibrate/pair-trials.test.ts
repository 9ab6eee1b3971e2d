import type { TaskData } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { PAIRINGS, trialData, trialPlans } from "./pair-trials.ts";
import { blockOf, REAL_STUDY } from "./real-study.ts";

describe("trials made of pairs", () => {
  const PAIRS = 2 * REAL_STUDY.pairsPerBlock + 7;

  it("have no network in common with another of as many seeds, and pairs of one block each", () => {
    for (const pairing of PAIRINGS)
      for (const seeds of REAL_STUDY.seeds) {
        const plans = trialPlans(PAIRS, seeds, pairing);
        for (const side of ["first", "second"] as const) {
          const networks = plans.flatMap((plan) => plan[side]);
          expect(new Set(networks).size).toBe(networks.length);
          expect(Math.max(...networks)).toBeLessThan(PAIRS);
          for (const plan of plans) expect(new Set(plan[side].map(blockOf))).toEqual(new Set([plan.block]));
        }
        expect(plans.map(({ trial }) => trial)).toEqual([...plans.keys()]);
        expect(plans.every(({ first, second }) => first.length === seeds && second.length === seeds)).toBe(true);
      }
  });

  it("are the same pairs where only the order differs, and share no weights within a trial where weights do", () => {
    for (const { first, second } of trialPlans(PAIRS, 3, "order")) expect(second).toEqual(first);
    for (const { first, second } of trialPlans(PAIRS, 3, "weights"))
      expect(new Set([...first, ...second]).size).toBe(6);
    expect(trialPlans(3, 3, "order")).toHaveLength(1);
    expect(trialPlans(3, 3, "weights")).toEqual([]);
  });

  it("take each side from its own pair, under the seed it stands for", () => {
    const pair = (k: number): TaskData => ({
      task: `pair ${k}`,
      modality: "image",
      layer: "fc1",
      samples: [],
      runs: (["scratch", "distilled"] as const).map((role) => ({
        role,
        seed: 0,
        checkpoints: [],
        accuracy: { pair: k },
      })),
      measurements: [],
    });
    const maps = new Map([0, 1, 2, 3, 4, 5].map((k) => [k, pair(k)]));
    const [plan] = trialPlans(6, 3, "weights");
    const { task, runs } = trialData("trial", maps, plan!);
    expect(task).toBe("trial");
    expect(runs.map(({ role, seed, accuracy }) => [role, seed, accuracy?.pair])).toEqual([
      ["scratch", 0, 0],
      ["scratch", 1, 1],
      ["scratch", 2, 2],
      ["distilled", 0, 3],
      ["distilled", 1, 4],
      ["distilled", 2, 5],
    ]);
  });
});
