// Many trials, some at a time, each in a file of its own as soon as it is over.

import { HYPOTHESES, parseJson, StillpointError, VERDICTS } from "@stillpoint/core";
import { inLanes, type OnEvent, readText, type Store } from "@stillpoint/experiment";
import type { Runtime } from "@stillpoint/onnx";
import { z } from "zod";
import type { TrialChoice } from "./pictures.ts";
import { STUDY } from "./study.ts";
import { runTrial, type TrialResult } from "./trial.ts";

const outcomesSchema = z
  .array(z.object({ id: z.enum(HYPOTHESES), verdict: z.enum(VERDICTS), overSeeds: z.enum(VERDICTS) }))
  .length(HYPOTHESES.length);
const trialSchema: z.ZodType<TrialResult & { readonly identity: string }> = z.object({
  identity: z.string(),
  trial: z.number(),
  chance: outcomesSchema,
  planted: outcomesSchema,
});

/** What a trial found in the store must carry to count as one of `choice` by the code that is running. */
export function trialIdentity(choice: Omit<TrialChoice, "trial">, madeBy: string): string {
  return JSON.stringify({ code: madeBy, study: STUDY, ...choice });
}

export interface TrialsContext {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly signal: AbortSignal;
  /** Names the code and runtime: trials by others are run again. */
  readonly madeBy: string;
}

/**
 * Trials 0 .. `count` − 1, in order; those found in the store with the same choices and code are read back. After an
 * abort the finished ones are returned; any other failure is thrown once the trials under way have ended.
 */
export async function runTrials(
  count: number,
  choice: Omit<TrialChoice, "trial">,
  { store, runtime, signal, madeBy }: TrialsContext,
  tell: OnEvent,
): Promise<readonly TrialResult[]> {
  const identity = trialIdentity(choice, madeBy);
  const results: (TrialResult | undefined)[] = [];
  for (let trial = 0; trial < count; trial++) results.push(await readBack(store, trial, identity));
  const waiting = [...results.keys()].filter((trial) => results[trial] === undefined);
  let done = count - waiting.length;
  tell({ kind: "phase", name: "calibrating, trials", total: count, skipped: done });
  try {
    await inLanes(waiting, runtime.lanes, async (trial) => {
      if (signal.aborted) return;
      const result = await runTrial({ ...choice, trial }, runtime, signal);
      await store.write(fileOf(trial), `${JSON.stringify({ identity, ...result })}\n`);
      results[trial] = result;
      done += 1;
      tell({ kind: "progress", done, total: count });
    });
  } catch (error) {
    if (!(error instanceof StillpointError && error.code === "INTERRUPTED")) throw error;
  } finally {
    tell({ kind: "phase-done" });
  }
  return results.filter((result) => result !== undefined);
}

function fileOf(trial: number): string {
  return `trials/${String(trial).padStart(5, "0")}.json`;
}

/** A finished trial, or undefined where there is none or it was made by other choices or code. */
async function readBack(store: Store, trial: number, identity: string): Promise<TrialResult | undefined> {
  const parsed = trialSchema.safeParse(parseJson((await readText(store, fileOf(trial))) ?? ""));
  if (!parsed.success || parsed.data.identity !== identity || parsed.data.trial !== trial) return undefined;
  return { trial, chance: parsed.data.chance, planted: parsed.data.planted };
}
