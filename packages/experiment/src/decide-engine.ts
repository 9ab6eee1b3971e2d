// The engine of tasks that are measured alike: what an earlier run decided, or what a pilot says.

import { type LimitChoice, StillpointError } from "@stillpoint/core";
import { type Adaptation, adapted } from "./adaptation.ts";
import type { OnEvent } from "./event.ts";
import { type PilotOptions, pilot, pilotQuestion } from "./pilot.ts";
import type { Store } from "./store.ts";
import { type MeasuredTask, taskId } from "./task.ts";
import { readTask, taskFile } from "./task-file.ts";

export interface DecideOptions extends Pick<PilotOptions, "concurrency" | "signal"> {
  readonly store: Store;
}

export interface DecidedEngine {
  readonly engine: LimitChoice;
  readonly adaptation: Adaptation;
}

/**
 * Takes the decision from the record of any of the tasks that was asked the same, so that a run that goes on, and the
 * second task beside the first, repeat it; else measures a pilot. Tells it in a note.
 *
 * Throws what the pilot throws.
 */
export async function decideEngine(
  tasks: readonly MeasuredTask[],
  engine: LimitChoice,
  { store, ...options }: DecideOptions,
  tell: OnEvent,
): Promise<DecidedEngine> {
  const question = pilotQuestion(tasks, engine);
  const known = await decided(tasks, question, store);
  const adaptation = known ?? (await measuredPilot(tasks, engine, options, tell));
  tell({ kind: "note", text: `${tasks.map(taskId).join(", ")}: ${adaptation.told}` });
  return { engine: adapted(engine, adaptation), adaptation };
}

async function decided(
  tasks: readonly MeasuredTask[],
  question: string,
  store: Store,
): Promise<Adaptation | undefined> {
  for (const task of tasks) {
    try {
      const { adaptation } = await readTask(store, taskFile(task));
      if (adaptation?.asked === question) return adaptation;
    } catch (error) {
      // No record, or none that can be read: the pilot is measured again and comes to the same.
      if (!(error instanceof StillpointError) || error.code !== "STORAGE") throw error;
    }
  }
  return undefined;
}

async function measuredPilot(
  tasks: readonly MeasuredTask[],
  engine: LimitChoice,
  options: Pick<PilotOptions, "concurrency" | "signal">,
  tell: OnEvent,
): Promise<Adaptation> {
  const name = tasks.map(taskId).join(", ");
  let total = 0;
  const adaptation = await pilot(tasks, engine, {
    ...options,
    trying: (way, maps) => {
      if (total > 0) tell({ kind: "phase-done" });
      total = maps;
      tell({ kind: "phase", name: `pilot of ${name}${toldWay(way)}`, total, skipped: 0 });
    },
    progress: (done) => tell({ kind: "progress", done, total }),
  });
  tell({ kind: "phase-done" });
  return adaptation;
}

function toldWay({ smoothing, scale }: { readonly smoothing: number; readonly scale: number }): string {
  const around = smoothing > 0 ? `, averaged over ${Number(smoothing.toPrecision(2))} σ0` : "";
  return `${around}${scale === 1 ? "" : `, σ0 × ${Number(scale.toPrecision(2))}`}`;
}
