// All tasks at a glance: one row per number, one column per task.

import { escapeHtml } from "./escape.ts";
import { sixMetrics } from "./metric.ts";
import { signed } from "./number.ts";
import { taskAnchor, taskName } from "./task-name.ts";
import { verdictLabel } from "./verdict.ts";
import type { ReportView, TaskView } from "./view.ts";

function partNames(tasks: readonly TaskView[]): string[] {
  return [...new Set(tasks.flatMap((task) => Object.keys(task.parts)))];
}

/** The table; its column heads lead to the tasks. */
export function overviewTable(report: ReportView): string {
  const { tasks } = report;
  const heads = tasks.map((task) => {
    const { family, layer } = taskName(report, task);
    return `<th scope="col"><a href="#${taskAnchor(task)}">${escapeHtml(family)}<small>${escapeHtml(layer)}</small></a></th>`;
  });
  const plain = (title: string, arrow: string, read: (task: TaskView) => number | null | undefined, digits: number) => {
    const cells = tasks.map((task) => {
      const value = read(task);
      const text = value === undefined ? "–" : signed(value, digits);
      return `<td><span class="number">${text}</span><span class="gap"></span></td>`;
    });
    return `<tr><th scope="row">${escapeHtml(title)} <span class="muted">${arrow}</span></th>${cells.join("")}</tr>`;
  };
  const parts = partNames(tasks).flatMap((name) => [
    plain(`Points on the ${name}`, "↓", (task) => task.parts[name]?.pointsDifference.mean, 1),
    plain(`Entropy gap, object to ${name}`, "↑", (task) => task.parts[name]?.entropyGapDifference.mean, 2),
  ]);
  parts.push(plain("Entropy gap, object to background", "↑", (task) => task.entropyGapDifference?.mean, 2));
  const rows = sixMetrics(tasks[0]?.modality ?? "").map((metric) => {
    const cells = tasks.map((task) => {
      const hypothesis = task.hypotheses.find(({ id }) => id === metric.id);
      if (!hypothesis) return "<td>–</td>";
      return (
        `<td><span class="number">${signed(hypothesis.difference.mean, metric.digits)}</span>` +
        `${verdictLabel(hypothesis.verdict, true)}</td>`
      );
    });
    const arrow = metric.better === "higher" ? "↑" : "↓";
    return `<tr><th scope="row">${metric.title} <span class="muted">${arrow}</span></th>${cells.join("")}</tr>`;
  });
  return (
    `<div class="scroll" tabindex="0" role="region" aria-label="All tasks at a glance"><table class="overview">` +
    `<thead><tr><th scope="col">Distilled − scratch</th>${heads.join("")}</tr></thead>` +
    `<tbody>${parts.join("")}${rows.join("")}</tbody></table></div>`
  );
}
