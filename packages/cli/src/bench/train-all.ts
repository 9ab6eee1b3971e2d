// Trains many networks, as many at a time as there are workers.

import { StillpointError } from "@stillpoint/core";
import type { MeasuringContext } from "../experiment/measure-task.ts";
import {
  finishedNetwork,
  type NetworkSpec,
  type TrainedNetwork,
  type TrainingContext,
  type TrainingMatter,
  trainNetwork,
} from "./networks.ts";

/** A network with what it is trained on. */
export interface Work {
  readonly spec: NetworkSpec;
  readonly matter: TrainingMatter;
}

/**
 * Trains what an earlier run has not finished. After an abort the finished networks are returned; the first failure
 * of any other kind is thrown once the others under way have ended.
 */
export async function trainAll(work: readonly Work[], context: MeasuringContext): Promise<readonly TrainedNetwork[]> {
  const { progress, pool, signal, resume } = context;
  const training: TrainingContext = { ...context, advance: (share) => progress.add(share) };
  const results = work.map(({ spec, matter }) => (resume ? finishedNetwork(spec, matter, training) : undefined));
  progress.start("training networks", work.length, results.filter((found) => found !== undefined).length);

  const waiting = work.flatMap((item, index) => (results[index] === undefined ? [{ ...item, index }] : []));
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (
      let item = waiting.shift();
      item !== undefined && failures.length === 0 && !signal.aborted;
      item = waiting.shift()
    ) {
      try {
        results[item.index] = await trainNetwork(item.spec, item.matter, training);
      } catch (error) {
        if (!(error instanceof StillpointError && error.code === "INTERRUPTED")) failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: pool.size }, lane));
  progress.finish();
  if (failures.length > 0) throw failures[0];
  return results.filter((found) => found !== undefined);
}
