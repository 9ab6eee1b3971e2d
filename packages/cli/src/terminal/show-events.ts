// Events of long work on the terminal.

import type { ExperimentEvent } from "@stillpoint/experiment";
import type { Progress } from "./progress.ts";
import { reportLines, summaryLines } from "./summary.ts";

/** Shows events as they come, to the end of the work; what the work throws is thrown. */
export async function showEvents(events: AsyncIterable<ExperimentEvent>, progress: Progress): Promise<void> {
  try {
    for await (const event of events) show(event, progress);
  } finally {
    progress.finish();
  }
}

function show(event: ExperimentEvent, progress: Progress): void {
  if (event.kind === "phase") progress.start(event.name, event.total, event.skipped);
  if (event.kind === "progress") progress.update(event.done);
  if (event.kind === "phase-done") progress.finish();
  if (event.kind === "note") progress.note(event.text);
  if (event.kind === "report") {
    for (const line of event.results.flatMap(summaryLines)) progress.note(line);
    for (const line of event.complete ? reportLines(event.claims, event.global) : []) progress.note(line);
    progress.note(`report: ${event.page}${event.complete ? "" : " (unfinished)"}`);
  }
}
