// Many pairs of real networks, some at a time; those found in the store are not made again.

import { StillpointError } from "@stillpoint/core";
import { inLanes, type OnEvent } from "@stillpoint/experiment";
import type { BenchmarkData, BenchmarkTask } from "../benchmark-task.ts";
import type { PackageFiles } from "../package-files.ts";
import { isMade, makePair, type PairChoice, type PairContext, pairData } from "./null-pair.ts";
import { blockOf } from "./real-study.ts";

/** Which pairs: of every task the same number. */
export interface PairsChoice {
  readonly tasks: readonly BenchmarkTask[];
  readonly pairs: number;
  readonly seed: number;
}

export interface PairsContext extends PairContext {
  readonly files: PackageFiles;
}

/**
 * Makes pairs 0 .. `pairs` − 1 of every task, pair by pair over all tasks, so that what is finished when the run is stopped
 * is about the same of each. Returns those that the store holds then, by task in the order of `tasks`; any failure but an
 * abort is thrown once the pairs under way have ended.
 */
export async function runPairs(
  { tasks, pairs, seed }: PairsChoice,
  context: PairsContext,
  tell: OnEvent,
): Promise<readonly PairChoice[]> {
  const { files, runtime, signal } = context;
  const choices = Array.from({ length: pairs }, (_, pair) => tasks.map((task) => ({ task, pair, seed }))).flat();
  const blocks = new Map<string, Promise<BenchmarkData>>();
  /** Composed when its first pair comes up. */
  const dataOf = (choice: PairChoice): Promise<BenchmarkData> => {
    const key = `${choice.task.benchmark.modality.id} ${blockOf(choice.pair)}`;
    const found = blocks.get(key) ?? pairData(choice, files);
    blocks.set(key, found);
    return found;
  };
  const made = new Set<PairChoice>();
  for (const choice of choices) if (await isMade(choice, await dataOf(choice), context)) made.add(choice);
  const waiting = choices.filter((choice) => !made.has(choice));
  tell({ kind: "phase", name: "calibrating, pairs of networks", total: choices.length, skipped: made.size });
  try {
    await inLanes(waiting, runtime.lanes, async (choice) => {
      if (signal.aborted) return;
      await makePair(choice, await dataOf(choice), context);
      made.add(choice);
      tell({ kind: "progress", done: made.size, total: choices.length });
    });
  } catch (error) {
    if (!(error instanceof StillpointError && error.code === "INTERRUPTED")) throw error;
  } finally {
    tell({ kind: "phase-done" });
  }
  return choices.filter((choice) => made.has(choice));
}
