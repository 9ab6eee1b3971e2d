// Trains many networks, as many at a time as there are lanes.

import { StillpointError } from "@stillpoint/core";
import type { OnEvent } from "@stillpoint/experiment";
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
 * Trains what an earlier run has not finished and tells how far it is, as the phase `name`. After an abort the finished
 * networks are returned; the first failure of any other kind is thrown once the others under way have ended.
 */
export async function trainAll(
  name: string,
  work: readonly Work[],
  context: Omit<TrainingContext, "advance">,
  tell: OnEvent,
): Promise<readonly TrainedNetwork[]> {
  const { signal, runtime } = context;
  const results: (TrainedNetwork | undefined)[] = [];
  for (const { spec, matter } of work) results.push(await finishedNetwork(spec, matter, context));
  const skipped = results.filter((found) => found !== undefined).length;
  let done = skipped;
  tell({ kind: "phase", name, total: work.length, skipped });
  const advance = (share: number): void => {
    done += share;
    tell({ kind: "progress", done, total: work.length });
  };

  const waiting = work.flatMap((item, index) => (results[index] === undefined ? [{ ...item, index }] : []));
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (
      let item = waiting.shift();
      item !== undefined && failures.length === 0 && !signal.aborted;
      item = waiting.shift()
    ) {
      try {
        results[item.index] = await trainNetwork(item.spec, item.matter, { ...context, advance });
      } catch (error) {
        if (!(error instanceof StillpointError && error.code === "INTERRUPTED")) failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: runtime.lanes }, lane));
  tell({ kind: "phase-done" });
  if (failures.length > 0) throw failures[0];
  return results.filter((found) => found !== undefined);
}
