// A report of a run that tells its events: written, and announced with what is new in it.

import type { OnEvent } from "./event.ts";
import type { Store } from "./store.ts";
import { type ReportOptions, type TaskSummary, writeReport } from "./write-report.ts";

/** What a run reports, part by part. */
export interface RunReport extends ReportOptions {
  /** Files of the tasks so far, in the order of the report. */
  readonly tasks: readonly string[];
  /** Kept from one report of the run to the next. */
  readonly known: Map<string, TaskSummary>;
}

/** Writes the report as a phase of its own and tells the results that no earlier one of the run had. Throws `STORAGE`. */
export async function tellReport(store: Store, report: RunReport, tell: OnEvent): Promise<void> {
  const { tasks, known } = report;
  const before = new Set(known.keys());
  tell({ kind: "phase", name: "writing the report", total: 1, skipped: 0 });
  const { page, complete, results: all, claims, global } = await writeReport(store, report);
  tell({ kind: "progress", done: 1, total: 1 });
  tell({ kind: "phase-done" });
  const fresh = new Set(tasks.flatMap((file) => (before.has(file) ? [] : (known.get(file)?.result?.id ?? []))));
  const results = all.filter(({ id }) => fresh.has(id));
  tell({ kind: "report", page, complete, results, claims, ...(global === undefined ? {} : { global }) });
}
