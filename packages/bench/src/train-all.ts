// Trains many networks, as many at a time as there are lanes, teachers before their students.

import { StillpointError } from "@stillpoint/core";
import type { OnEvent } from "@stillpoint/experiment";
import {
  finishedNetwork,
  type NetworkSpec,
  type TrainedNetwork,
  type TrainingContext,
  type TrainingMatter,
  trainNetwork,
  withTeacher,
} from "./networks.ts";

/** A network with what it is trained on. */
export interface Work {
  readonly spec: NetworkSpec;
  readonly matter: TrainingMatter;
}

/** By folder. */
type Trained = ReadonlyMap<string, TrainedNetwork>;

/**
 * Trains what an earlier run has not finished and tells how far it is, as the phase `name`. Networks that teach others
 * stand before them in `work`, or in `before`. After an abort the finished networks are returned; the first failure of
 * any other kind is thrown once the others under way have ended.
 */
export async function trainAll(
  name: string,
  work: readonly Work[],
  before: Trained,
  context: Omit<TrainingContext, "advance">,
  tell: OnEvent,
): Promise<readonly TrainedNetwork[]> {
  const { signal, runtime } = context;
  const trained = new Map(before);
  const waiting: Work[] = [];
  for (const item of work) {
    const found = await takenOver(item, trained, context);
    if (found === undefined) waiting.push(item);
    else trained.set(item.spec.folder, found);
  }
  const skipped = work.length - waiting.length;
  let done = skipped;
  tell({ kind: "phase", name, total: work.length, skipped });
  const advance = (share: number): void => {
    done += share;
    tell({ kind: "progress", done, total: work.length });
  };

  const failures: unknown[] = [];
  const underWay = new Set<Promise<void>>();
  const one = async ({ spec, matter }: Work): Promise<void> => {
    try {
      // A student whose teacher had to be trained again may be as it was.
      const found = spec.taughtBy === undefined ? undefined : await takenOver({ spec, matter }, trained, context);
      const own = found ?? (await trainNetwork(await taught(spec, trained, context), matter, { ...context, advance }));
      if (found !== undefined) advance(1);
      trained.set(spec.folder, own);
    } catch (error) {
      if (!(error instanceof StillpointError && error.code === "INTERRUPTED")) failures.push(error);
    }
  };
  const isReady = ({ spec: { taughtBy } }: Work): boolean => taughtBy === undefined || trained.has(taughtBy.folder);
  while (failures.length === 0 && !signal.aborted) {
    const next = underWay.size < runtime.lanes ? waiting.findIndex(isReady) : -1;
    const [item] = next < 0 ? [] : waiting.splice(next, 1);
    if (item !== undefined) {
      const running = one(item).finally(() => underWay.delete(running));
      underWay.add(running);
    } else if (underWay.size === 0) break;
    else await Promise.race(underWay);
  }
  await Promise.all(underWay);
  tell({ kind: "phase-done" });
  if (failures.length > 0) throw failures[0];
  return work.flatMap(({ spec }) => trained.get(spec.folder) ?? []);
}

/** What an earlier run has finished; of a student whose teacher is not there yet nothing can be said. */
async function takenOver(
  { spec, matter }: Work,
  trained: Trained,
  context: Pick<TrainingContext, "store" | "madeBy">,
): Promise<TrainedNetwork | undefined> {
  if (spec.taughtBy !== undefined && !trained.has(spec.taughtBy.folder)) return undefined;
  const found = await finishedNetwork(await taught(spec, trained, context), matter, context);
  return found === undefined ? undefined : { ...found, spec };
}

/** With the teacher's bytes, which are read again for each student rather than kept. */
async function taught(
  spec: NetworkSpec,
  trained: Trained,
  { store }: Pick<TrainingContext, "store">,
): Promise<NetworkSpec> {
  const taughtBy = spec.taughtBy === undefined ? undefined : trained.get(spec.taughtBy.folder);
  return taughtBy === undefined ? spec : withTeacher(spec, taughtBy, store);
}
