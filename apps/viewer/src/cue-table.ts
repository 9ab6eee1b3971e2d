// What is known to be there: the local cue of each task, and what each network makes of it.

import { countedTasks } from "./agreement.ts";
import { escapeHtml } from "./escape.ts";
import { plain, range, signed } from "./number.ts";
import { numberTable } from "./table.ts";
import { taskAnchor, taskName } from "./task-name.ts";
import type { IntervalView, ReportView, TaskView } from "./view.ts";

function pair(values: PartNumbers, digits: number): string {
  return (
    `<span class="role-distilled">S ${plain(values.distilled?.mean ?? null, digits)}</span> ` +
    `<span class="role-scratch">B ${plain(values.scratch?.mean ?? null, digits)}</span>`
  );
}

type PartNumbers = Readonly<Record<string, IntervalView>>;

function difference(interval: IntervalView | undefined, digits: number): string {
  if (!interval) return "–";
  const why = interval.mean === null && interval.reason ? ` title="${escapeHtml(interval.reason)}"` : "";
  return `<span${why}><b>${signed(interval.mean, digits)}</b> <small>${range(interval, digits, true)}</small></span>`;
}

function rows(report: ReportView, task: TaskView): string[][] {
  const { family, layer } = taskName(report, task);
  const control = report.tasks.find(({ id }) => id === report.controls?.[task.id]);
  return Object.entries(task.parts).map(([name, part]) => {
    const beside = control?.parts[name];
    return [
      `<a href="#${taskAnchor(task)}">${escapeHtml(family)}<small>${escapeHtml(layer)}</small></a>`,
      escapeHtml(name),
      pair(part.points, 1),
      difference(part.pointsDifference, 1),
      difference(beside?.pointsDifference, 1),
      pair(part.entropyGap, 2),
      difference(part.entropyGapDifference, 2),
      difference(beside?.entropyGapDifference, 2),
    ];
  });
}

/** Points on the cue and entropy gap to it, the control task beside them; nothing where no task has a cue. */
export function cueTable(report: ReportView): string {
  const all = countedTasks(report.tasks, report.controls).flatMap((task) => rows(report, task));
  if (all.length === 0) return "";
  return `<div class="cues">${numberTable(
    "The cue of each task",
    ["Task and layer", "Cue", "Points on it ↓", "S − B", "control", "Entropy gap to it ↑", "S − B", "control"],
    all,
  )}</div>`;
}
