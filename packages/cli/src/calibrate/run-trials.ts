// Many trials, some at a time, each in a file of its own as soon as it is over.

import { HYPOTHESES, StillpointError, VERDICTS } from "@stillpoint/core";
import type { WorkerPool } from "@stillpoint/onnx";
import { z } from "zod";
import { codeDigest } from "../experiment/code-digest.ts";
import { parseJson } from "../storage/json.ts";
import type { OutputFolder } from "../storage/output-folder.ts";
import type { Progress } from "../terminal/progress.ts";
import { ownCodeDigest } from "./own-code.ts";
import type { TrialChoice } from "./pictures.ts";
import { STUDY } from "./study.ts";
import { runTrial, type TrialResult } from "./trial.ts";

/** Packages whose code, beside that of this one, decides what a trial comes to. */
const DECIDING_CODE = ["core", "autodiff", "onnx", "distill"];

const outcomesSchema = z
  .array(z.object({ id: z.enum(HYPOTHESES), verdict: z.enum(VERDICTS), overSeeds: z.enum(VERDICTS) }))
  .length(HYPOTHESES.length);
const trialSchema: z.ZodType<TrialResult & { readonly identity: string }> = z.object({
  identity: z.string(),
  trial: z.number(),
  chance: outcomesSchema,
  planted: outcomesSchema,
});

/** What a trial found in the folder must carry to count as one of `choice` by the code that is running. */
export function trialIdentity(choice: Omit<TrialChoice, "trial">): string {
  return JSON.stringify({ code: codeDigest(DECIDING_CODE), own: ownCodeDigest(), study: STUDY, ...choice });
}

export interface TrialsContext {
  readonly folder: OutputFolder;
  readonly pool: WorkerPool;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly resume: boolean;
}

/**
 * Trials 0 .. `count` − 1, in order; those found in the folder with the same choices and code are read back. After an
 * abort the finished ones are returned; any other failure is thrown once the trials under way have ended.
 */
export async function runTrials(
  count: number,
  choice: Omit<TrialChoice, "trial">,
  context: TrialsContext,
): Promise<readonly TrialResult[]> {
  const { folder, pool, progress, signal, resume } = context;
  const identity = trialIdentity(choice);
  if (!resume) folder.remove("trials");
  const results = Array.from({ length: count }, (_, trial) => readBack(folder, trial, identity));
  const waiting = [...results.keys()].filter((trial) => results[trial] === undefined);
  progress.start("calibrating, trials", count, count - waiting.length);
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (
      let trial = waiting.shift();
      trial !== undefined && failures.length === 0 && !signal.aborted;
      trial = waiting.shift()
    ) {
      try {
        const result = await runTrial({ ...choice, trial }, pool, signal);
        folder.write(fileOf(trial), `${JSON.stringify({ identity, ...result })}\n`);
        results[trial] = result;
        progress.add(1);
      } catch (error) {
        if (!(error instanceof StillpointError && error.code === "INTERRUPTED")) failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: pool.size }, lane));
  progress.finish();
  if (failures.length > 0) throw failures[0];
  return results.filter((result) => result !== undefined);
}

function fileOf(trial: number): string {
  return `trials/${String(trial).padStart(5, "0")}.json`;
}

/** A finished trial, or undefined where there is none or it was made by other choices or code. */
function readBack(folder: OutputFolder, trial: number, identity: string): TrialResult | undefined {
  const parsed = trialSchema.safeParse(parseJson(folder.readText(fileOf(trial)) ?? ""));
  if (!parsed.success || parsed.data.identity !== identity || parsed.data.trial !== trial) return undefined;
  return { trial, chance: parsed.data.chance, planted: parsed.data.planted };
}
