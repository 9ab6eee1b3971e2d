// Named parts of the background, such as a planted cue, and what each network makes of them.

import { countedTasks } from "./agreement.ts";
import { escapeHtml } from "./escape.ts";
import { plain, range, signed } from "./number.ts";
import { exact } from "./sheet.ts";
import { numberTable } from "./table.ts";
import { taskAnchor, taskName } from "./task-name.ts";
import type { IntervalView, ReportView, TaskView } from "./view.ts";

function pair(values: PartNumbers, digits: number): string {
  return (
    `<span class="role-distilled" data-name="distilled"${exact(values.distilled?.mean ?? null)}>S ${plain(values.distilled?.mean ?? null, digits)}</span> ` +
    `<span class="role-scratch" data-name="scratch"${exact(values.scratch?.mean ?? null)}>B ${plain(values.scratch?.mean ?? null, digits)}</span>`
  );
}

type PartNumbers = Readonly<Record<string, IntervalView>>;

function difference(interval: IntervalView | undefined, digits: number): string {
  if (!interval) return "–";
  const why = interval.mean === null && interval.reason ? ` title="${escapeHtml(interval.reason)}"` : "";
  return `<span${why}${exact(interval.mean, interval.low, interval.high)}><b>${signed(interval.mean, digits)}</b> <small>${range(interval, digits, true)}</small></span>`;
}

function rows(report: ReportView, task: TaskView, hasControl: boolean): string[][] {
  const { family, layer } = taskName(report, task);
  const control = report.tasks.find(({ id }) => id === report.controls?.[task.id]);
  return Object.entries(task.parts).map(([name, part]) => {
    const beside = control?.parts[name];
    const cells = (points: readonly (string | undefined)[]): string[] => points.filter((cell) => cell !== undefined);
    return cells([
      `<a href="#${taskAnchor(task)}">${escapeHtml(family)}<small>${escapeHtml(layer)}</small></a>`,
      escapeHtml(name),
      pair(part.points, 1),
      difference(part.pointsDifference, 1),
      hasControl ? difference(beside?.pointsDifference, 1) : undefined,
      pair(part.entropyGap, 2),
      difference(part.entropyGapDifference, 2),
      hasControl ? difference(beside?.entropyGapDifference, 2) : undefined,
    ]);
  });
}

/** Points on each part and entropy gap to it, the control's beside them; nothing where no task has a part. */
export function cueTable(report: ReportView): string {
  const counted = countedTasks(report.tasks, report.controls);
  const hasControl = counted.length < report.tasks.length;
  const all = counted.flatMap((task) => rows(report, task, hasControl));
  if (all.length === 0) return "";
  const control = hasControl ? ["control"] : [];
  return `<div class="cues">${numberTable(
    "Named parts of the background",
    ["Task and layer", "Part", "Points on it ↓", "S − B", ...control, "Entropy gap to it ↑", "S − B", ...control],
    all,
  )}</div>`;
}
