// Trials made of pairs of networks: some pairs of a block stand where the seeds of a comparison would.

import type { ExcludedMap, Measurement, Role, Run, TaskData } from "@stillpoint/core";
import { PAIR_ROLES } from "./null-pair.ts";
import { REAL_STUDY } from "./real-study.ts";

/** By what the two networks of a seed differ beside the order of their batches. */
export const PAIRINGS = ["weights", "order"] as const;

/**
 * `weights`: other initial weights, as the null networks of a benchmark; the second network is that of another pair.
 * `order`: equal initial weights, the order of the batches alone.
 */
export type Pairing = (typeof PAIRINGS)[number];

/** A trial: which pair gives the first and which the second network of each seed. */
export interface TrialPlan {
  readonly seeds: number;
  readonly block: number;
  /** Among those of as many seeds. */
  readonly trial: number;
  readonly first: readonly number[];
  readonly second: readonly number[];
}

/**
 * All trials of `seeds` seeds that `pairs` pairs give, block by block: no network is in two of them, and the networks of
 * one trial share no initial weights except, where the pairing says so, those of one seed. With other initial weights the
 * second networks are those of the block's next trial, so that two neighbours share initial weights and no network.
 */
export function trialPlans(pairs: number, seeds: number, pairing: Pairing): TrialPlan[] {
  const { pairsPerBlock } = REAL_STUDY;
  const plans: TrialPlan[] = [];
  for (let block = 0; block * pairsPerBlock < pairs; block++) {
    const first = block * pairsPerBlock;
    const groups = Math.floor(Math.min(pairsPerBlock, pairs - first) / seeds);
    if (pairing === "weights" && groups < 2) continue;
    const groupOf = (k: number): number[] => Array.from({ length: seeds }, (_, s) => first + (k % groups) * seeds + s);
    for (let k = 0; k < groups; k++) {
      const second = groupOf(pairing === "order" ? k : k + 1);
      plans.push({ seeds, block, trial: plans.length, first: groupOf(k), second });
    }
  }
  return plans;
}

/**
 * Whether a trial shares no initial weights with another independent one. With other initial weights every trial shares
 * some with both of its neighbours, on opposite sides: where its difference is large by chance, theirs tends to be. Every
 * second trial of a block is free of that.
 */
export function isIndependent({ seeds, block, first: [first = 0], second: [second = 0] }: TrialPlan): boolean {
  if (first === second) return true;
  const group = (first - block * REAL_STUDY.pairsPerBlock) / seeds;
  return group % 2 === 0 && second > first;
}

/** What is measured of one pair. */
export type PairMaps = TaskData;

/** The trial as the data of a task, as if the second network of each seed were distilled. Pairs are of one block. */
export function trialData(task: string, pairs: ReadonlyMap<number, PairMaps>, { first, second }: TrialPlan): TaskData {
  const [reference, treated] = PAIR_ROLES;
  const parts = [
    ...first.map((pair, seed) => ({ pair, seed, role: reference })),
    ...second.map((pair, seed) => ({ pair, seed, role: treated })),
  ].flatMap(({ pair, seed, role }) => {
    const data = pairs.get(pair);
    return data === undefined ? [] : [placed(data, task, seed, role)];
  });
  const [any] = pairs.values();
  return {
    task,
    modality: any?.modality ?? "",
    layer: any?.layer ?? "",
    samples: any?.samples ?? [],
    runs: parts.flatMap(({ runs }) => runs),
    measurements: parts.flatMap(({ measurements }) => measurements),
    exclusions: parts.flatMap(({ exclusions }) => exclusions),
  };
}

interface Placed {
  readonly runs: readonly Run[];
  readonly measurements: readonly Measurement[];
  readonly exclusions: readonly ExcludedMap[];
}

/** One network of a pair under the seed that it stands for. */
function placed({ runs, measurements, exclusions = [] }: PairMaps, task: string, seed: number, role: Role): Placed {
  const own = (key: Measurement["key"]): Measurement["key"] => ({ ...key, task, seed });
  return {
    runs: runs.flatMap((run) => (run.role === role ? [{ ...run, seed }] : [])),
    measurements: [...measurements].flatMap(({ key, map }) => (key.role === role ? [{ key: own(key), map }] : [])),
    exclusions: [...exclusions].flatMap(({ key, reason }) => (key.role === role ? [{ key: own(key), reason }] : [])),
  };
}
