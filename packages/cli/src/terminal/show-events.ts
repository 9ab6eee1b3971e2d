// Events of long work on the terminal.

import type { ExperimentEvent } from "@stillpoint/experiment";
import type { Progress } from "./progress.ts";
import { summaryLines } from "./summary.ts";

/** Shows events as they come, to the end of the work; what the work throws is thrown. */
export async function showEvents(events: AsyncIterable<ExperimentEvent>, progress: Progress): Promise<void> {
  try {
    for await (const event of events) show(event, progress);
  } finally {
    progress.finish();
  }
}

function show(event: ExperimentEvent, progress: Progress): void {
  switch (event.kind) {
    case "phase":
      return progress.start(event.name, event.total, event.skipped);
    case "progress":
      return progress.update(event.done);
    case "phase-done":
      return progress.finish();
    case "note":
      return progress.note(event.text);
    case "report":
      for (const line of event.results.flatMap(summaryLines)) progress.note(line);
      return progress.note(`report: ${event.page}${event.complete ? "" : " (unfinished)"}`);
    case "job":
      return;
  }
}
