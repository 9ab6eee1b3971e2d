// From tasks to a finished report in one go.

import type { EngineChoice } from "@stillpoint/core";
import type { ExperimentEvent } from "./event.ts";
import { eventsOf } from "./event-queue.ts";
import { measureTask } from "./measure-task.ts";
import { setAside } from "./set-aside.ts";
import type { Store } from "./store.ts";
import type { MeasuredTask } from "./task.ts";
import { taskFile } from "./task-file.ts";
import { tellReport } from "./tell-report.ts";
import type { ReportOptions, TaskSummary } from "./write-report.ts";

export interface EngineTask {
  readonly task: MeasuredTask;
  readonly engine: EngineChoice;
  /** Whether a pilot of this task, and of its control and trial at the same layer, may adapt the engine. */
  readonly adapt?: boolean;
}

export interface MeasureAndReportOptions {
  readonly store: Store;
  /** Jobs in flight, and networks open, at a time; 1 by default. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
  readonly report?: Pick<ReportOptions, "run" | "calibration">;
}

/**
 * Measures task after task and writes the report after each. What the store holds of them already is not measured again;
 * tasks it holds beside them are set aside.
 *
 * Throws `INTERRUPTED` after a report of what is there, and the first failure of measuring or writing.
 */
export function measureAndReport(
  tasks: readonly EngineTask[],
  { store, concurrency, signal: outer, report }: MeasureAndReportOptions,
): AsyncGenerator<ExperimentEvent, void> {
  return eventsOf(async (tell, signal) => {
    const known = new Map<string, TaskSummary>();
    const reported = async (done: number, stopped: boolean): Promise<void> => {
      const finished = !stopped && done === tasks.length;
      const written = {
        ...report,
        tasks: tasks.slice(0, done).map(({ task }) => taskFile(task)),
        pending: tasks.slice(done).map(({ task }) => `${task.title ?? task.task} at ${task.layer}`),
        unfinished: stopped,
        running: !stopped && done < tasks.length,
        merge: stopped || done === tasks.length,
        ...(finished ? { digests: await digestsOf(tasks) } : {}),
        known,
      };
      await tellReport(store, written, tell);
    };
    for (const [index, { task, engine, adapt }] of tasks.entries()) {
      const options = {
        engine,
        store,
        signal,
        ...(concurrency === undefined ? {} : { concurrency }),
        ...(adapt === true ? { adapt: besides(task, tasks) } : {}),
      };
      try {
        for await (const event of measureTask(task, options)) tell(event);
      } catch (error) {
        // What is finished is reported before the failure is told, and nothing hides that one.
        // A task that was stopped in its pilot has no record yet.
        await reported(index + 1, true)
          .catch(() => reported(index, true))
          .catch(() => undefined);
        throw error;
      }
      await reported(index + 1, false);
    }
    await setAside(
      store,
      tasks.map(({ task }) => task),
    );
  }, outer);
}

/** A trial and its control, whichever of the two is asked for; alone where it has none. */
function besides(task: MeasuredTask, tasks: readonly EngineTask[]): readonly MeasuredTask[] {
  const all = tasks.flatMap((each) => (each.adapt === true && each.task.layer === task.layer ? [each.task] : []));
  const trial = all.find(({ control }) => control === task.task) ?? task;
  return all.filter((each) => each === trial || each.task === trial.control);
}

/** Digests of all checkpoints that can tell one, each file read once. */
async function digestsOf(tasks: readonly EngineTask[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { identity, digest } of tasks.flatMap(({ task }) => task.networks).flatMap((each) => each.checkpoints)) {
    if (digest !== undefined && !found.has(identity)) found.set(identity, await digest());
  }
  return found;
}
