// How far the run has come, at the top of every page of a report that is not finished.

import { escapeHtml } from "./escape.ts";
import type { RunView } from "./view.ts";

function list(titles: readonly string[]): string {
  const names = titles.map((title) => `<b>${escapeHtml(title)}</b>`);
  const last = names.pop() ?? "";
  return names.length > 0 ? `${names.join(", ")} and ${last}` : last;
}

/**
 * Nothing for a finished run. Otherwise whether it goes on or has stopped, after how many jobs, and which tasks are
 * missing. The page never reloads by itself: the reader would lose the place.
 */
export function runNotice({ partial, running = false, pending = [] }: RunView = {}): string {
  if (!running && !partial && pending.length === 0) return "";
  // Of tasks still to come nobody has counted the jobs.
  const jobs = partial && partial.done < partial.total ? `${partial.done} of ${partial.total} jobs` : undefined;
  const missing = pending.length > 0 ? list(pending) : undefined;
  const sentences = running
    ? [
        `<b>Still running</b>${jobs ? `: ${jobs} are measured` : ""}.`,
        ...(missing ? [`Still to come: ${missing}.`] : []),
        'The numbers below are valid for what is here; <button type="button" class="reload">reload</button> to see more.',
      ]
    : [
        `<b>This run stopped${jobs ? ` after ${jobs}` : ""}.</b>`,
        ...(missing ? [`Not measured: ${missing}.`] : []),
        "The numbers below are valid for what is here.",
      ];
  return `<aside class="notice" aria-label="State of the run">${sentences.join(" ")}</aside>`;
}
