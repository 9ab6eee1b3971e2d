// The trials that pairs of real networks give, each in a file of its own as soon as it is over.

import { parseJson, VERDICTS } from "@stillpoint/core";
import { type OnEvent, readText, type Store, storedTaskData } from "@stillpoint/experiment";
import { z } from "zod";
import { type PairChoice, pairTask } from "./null-pair.ts";
import { type Pairing, type PairMaps, type TrialPlan, trialPlans } from "./pair-trials.ts";
import { blockOf, REAL_STUDY } from "./real-study.ts";
import {
  nullVerdicts,
  PLANTED_CONDITIONS,
  plantedName,
  plantedVerdicts,
  type RealTrial,
  sharedEffectVerdicts,
} from "./real-trial.ts";

/** A finished trial with its place. */
export interface PlannedTrial {
  readonly pairing: Pairing;
  readonly plan: TrialPlan;
  readonly verdicts: RealTrial;
}

export interface RealTrialsContext {
  readonly store: Store;
  readonly signal: AbortSignal;
  /** Names the code: trials by other code are summarised again. */
  readonly madeBy: string;
}

const rated = z.object({ id: z.string(), alone: z.enum(VERDICTS), told: z.enum(VERDICTS) });
const schema = z.object({
  identity: z.string(),
  verdicts: z.record(z.string(), z.record(z.string(), z.array(rated))),
});

/**
 * All trials of the pairs `made`; those found in the store by the same code are read back. Effects are planted in the first
 * `powerTrials` of each number of seeds, in trials of other initial weights alone. After an abort what is finished is
 * returned.
 */
export async function runRealTrials(
  made: readonly PairChoice[],
  { store, signal, madeBy }: RealTrialsContext,
  tell: OnEvent,
): Promise<readonly PlannedTrial[]> {
  const pairs = completePairs(made);
  const planned = REAL_STUDY.seeds.flatMap((seeds) =>
    (["weights", "order"] as const).flatMap((pairing) =>
      trialPlans(pairs, seeds, pairing).map((plan) => ({ pairing, plan })),
    ),
  );
  tell({ kind: "phase", name: "calibrating, trials of real networks", total: planned.length, skipped: 0 });
  const results: PlannedTrial[] = [];
  // Block by block, so that one block's maps are held at a time.
  const order = [...planned].sort((a, b) => a.plan.block - b.plan.block);
  let held: { readonly block: number; readonly maps: Maps } | undefined;
  for (const { pairing, plan } of order) {
    if (signal.aborted) break;
    const file = `real-trials/${pairing}-${plan.seeds}-${String(plan.trial).padStart(4, "0")}.json`;
    const identity = realTrialIdentity(made, pairing, plan, madeBy);
    const parsed = schema.safeParse(parseJson((await readText(store, file)) ?? ""));
    if (parsed.success && parsed.data.identity === identity) {
      results.push({ pairing, plan, verdicts: parsed.data.verdicts });
    } else {
      if (held?.block !== plan.block) held = { block: plan.block, maps: await mapsOf(store, made, plan.block) };
      const material = { seed: made[0]?.seed ?? 0, plan, maps: held.maps };
      const verdicts: RealTrial =
        pairing === "order"
          ? { order: nullVerdicts(material) }
          : {
              weights: nullVerdicts(material),
              "shared-effect": sharedEffectVerdicts(material),
              ...(plan.trial < REAL_STUDY.powerTrials
                ? Object.fromEntries(
                    PLANTED_CONDITIONS.map((each) => [plantedName(each), plantedVerdicts(material, each)]),
                  )
                : {}),
            };
      await store.write(file, `${JSON.stringify({ identity, verdicts })}\n`);
      results.push({ pairing, plan, verdicts });
    }
    tell({ kind: "progress", done: results.length, total: planned.length });
  }
  tell({ kind: "phase-done" });
  return results;
}

/** What a trial found in the store must carry to count as one of these pairs by the code that is running. */
export function realTrialIdentity(
  made: readonly PairChoice[],
  pairing: Pairing,
  plan: TrialPlan,
  madeBy: string,
): string {
  return JSON.stringify({ madeBy, study: REAL_STUDY, plan, pairing, tasks: tasksOf(made) });
}

type Maps = ReadonlyMap<string, ReadonlyMap<number, PairMaps>>;

/** How many pairs from the first on every task has. */
export function completePairs(made: readonly PairChoice[]): number {
  const tasks = new Set(made.map(({ task }) => task));
  let pairs = 0;
  while (tasks.size > 0 && made.filter(({ pair }) => pair === pairs).length === tasks.size) pairs++;
  return pairs;
}

function tasksOf(made: readonly PairChoice[]): readonly unknown[] {
  return [...new Set(made.map((choice) => JSON.stringify([pairTask({ ...choice, pair: 0 }), choice.seed])))];
}

async function mapsOf(store: Store, made: readonly PairChoice[], block: number): Promise<Maps> {
  const maps = new Map<string, Map<number, PairMaps>>();
  for (const choice of made) {
    if (blockOf(choice.pair) !== block) continue;
    const { id } = choice.task.benchmark.modality;
    const own = maps.get(id) ?? new Map<number, PairMaps>();
    own.set(choice.pair, await storedTaskData(store, pairTask(choice)));
    maps.set(id, own);
  }
  return maps;
}
