// How often networks answer right while they train, for comparisons at equal accuracy.

import { ensure, parseJson, type Role } from "@stillpoint/core";
import { inLanes, type OnEvent, readText, type Store } from "@stillpoint/experiment";
import type { Runtime } from "@stillpoint/onnx";
import { z } from "zod";
import type { BenchmarkData } from "./benchmark-task.ts";
import { checkpointBytes, checkpointName, type TrainedNetwork } from "./networks.ts";

/** Share of correct held-out answers by a checkpoint's digest. */
export type CheckpointAccuracies = ReadonlyMap<string, number>;

export interface TestingContext {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly signal: AbortSignal;
  /** Names the code that tests: what other code found is found again. */
  readonly madeBy: string;
}

/** Roles worth comparing at equal accuracy; their heads learn all along unless features alone are taught. */
const ROLES_TESTED: ReadonlySet<Role> = new Set(["distilled", "self-distilled", "scratch", "null"]);

const FILE = "answers.json";
const answersSchema = z.object({ madeBy: z.string(), data: z.string(), heldOut: z.record(z.string(), z.number()) });

/**
 * Tests every checkpoint of the networks that answer all along, and keeps what it found beside them; tells how far it is as
 * the phase `name`. Throws `INTERRUPTED`, and `INPUT` for a checkpoint that is not what was trained.
 */
export async function testCheckpoints(
  name: string,
  networks: readonly TrainedNetwork[],
  data: BenchmarkData,
  context: TestingContext,
  tell: OnEvent,
): Promise<CheckpointAccuracies> {
  const tested = networks.filter(({ spec }) => ROLES_TESTED.has(spec.role) && spec.method !== "feature");
  const found = new Map<string, number>();
  const waiting: TrainedNetwork[] = [];
  for (const network of tested) {
    const known = await keptAnswers(network, data, context);
    if (known === undefined) waiting.push(network);
    else for (const [digest, accuracy] of known) found.set(digest, accuracy);
  }
  const skipped = tested.length - waiting.length;
  let done = skipped;
  tell({ kind: "phase", name, total: tested.length, skipped });
  try {
    await inLanes(waiting, context.runtime.lanes, async (network) => {
      for (const [digest, accuracy] of await answersOf(network, data, context)) found.set(digest, accuracy);
      done++;
      tell({ kind: "progress", done, total: tested.length });
    });
  } finally {
    tell({ kind: "phase-done" });
  }
  return found;
}

async function answersOf(
  { spec, checkpoints }: TrainedNetwork,
  data: BenchmarkData,
  { store, runtime, signal, madeBy }: TestingContext,
): Promise<[string, number][]> {
  const found: [string, number][] = [];
  for (const { step, digest } of checkpoints) {
    ensure(
      !signal.aborted,
      "INTERRUPTED",
      () =>
        `answers of ${spec.folder}: expected those at ${checkpoints.length} steps; got stopped; go on with --resume`,
    );
    const network = await checkpointBytes(store, checkpointName(spec, step), digest);
    found.push([digest, await data.scoreHeldOut(network, runtime)]);
  }
  const answers = { madeBy, data: data.digest, heldOut: Object.fromEntries(found) };
  await store.write(`${spec.folder}/${FILE}`, `${JSON.stringify(answers, null, 1)}\n`);
  return found;
}

/** What an earlier run found, where it tested these checkpoints on these data. */
async function keptAnswers(
  { spec, checkpoints }: TrainedNetwork,
  data: BenchmarkData,
  { store, madeBy }: TestingContext,
): Promise<[string, number][] | undefined> {
  const text = await readText(store, `${spec.folder}/${FILE}`);
  const kept = answersSchema.safeParse(text === undefined ? undefined : parseJson(text));
  if (!kept.success || kept.data.data !== data.digest || kept.data.madeBy !== madeBy) return undefined;
  const found = checkpoints.flatMap(({ digest }): [string, number][] => {
    const accuracy = kept.data.heldOut[digest];
    return accuracy === undefined ? [] : [[digest, accuracy]];
  });
  return found.length === checkpoints.length ? found : undefined;
}
