// One table across all tasks: a row per task and layer, a column per number of the paper.

import { agreementOf, countedTasks, signAgrees } from "./agreement.ts";
import { cellSentence } from "./cell-sentence.ts";
import { escapeHtml } from "./escape.ts";
import { distancePath, type Metric, sixMetrics } from "./metric.ts";
import { byModality, modalityNames } from "./modality.ts";
import { plain, range, signed } from "./number.ts";
import { exact } from "./sheet.ts";
import { taskAnchor, taskName } from "./task-name.ts";
import { verdictCounts, verdictLabel } from "./verdict.ts";
import type { ReportView, TaskView } from "./view.ts";

/** Letters of the roles in a cell: distilled student, baseline from scratch, placebo. */
const LETTERS: readonly (readonly [string, string])[] = [
  ["distilled", "S"],
  ["scratch", "B"],
  ["placebo", "P"],
];

/** `Stability ↑`, as the head of a column, and in the cell where columns do not fit. */
function metricHead({ title, better }: Metric): string {
  return `${title}\u00a0${better === "higher" ? "↑" : "↓"}`;
}

function means(task: TaskView, metric: Metric): string {
  const values = LETTERS.flatMap(([role, letter]) => {
    const network = task.networks[role];
    if (!network) return [];
    return `<span class="role-${role}" data-name="${role}"${exact(metric.pick(network).mean)}><i>${letter}</i> ${plain(metric.pick(network).mean, metric.digits)}</span>`;
  });
  return `<span class="means">${values.join(" ")}</span>`;
}

/** One number of one task: difference, verdict, interval, sign beside the paper's, both networks. `more` goes into its tag. */
export function crossCell(task: TaskView, metric: Metric, more = ""): string {
  const hypothesis = task.hypotheses.find(({ id }) => id === metric.id);
  const head = `data-title="${escapeHtml(metricHead(metric))}"${more}`;
  if (!hypothesis) return `<td class="absent" ${head}>–</td>`;
  const { difference, verdict, flips, note, reason } = hypothesis;
  const agrees = signAgrees(hypothesis);
  const sign =
    agrees === undefined
      ? ""
      : difference.mean === 0
        ? '<span class="sign">no difference</span>'
        : `<span class="sign ${agrees ? "agrees" : "differs"}">${agrees ? "sign agrees" : "sign differs"}</span>`;
  const why = note ?? (difference.mean === null ? (difference.reason ?? reason) : undefined);
  const title = why === undefined ? "" : ` title="${escapeHtml(why)}"`;
  return (
    `<td ${head}${title}><span class="delta"><b${exact(difference.mean, difference.low, difference.high)}>${signed(difference.mean, metric.digits)}</b>${verdictLabel(verdict, true, reason)}</span>` +
    `<span class="range">${range(difference, metric.digits, true)}</span>` +
    `${sign}${flips ? '<span class="flips">flips between bounds</span>' : ""}${means(task, metric)}</td>`
  );
}

/** One cell is in the order of the tab key; arrows lead to the others, whose words a live region tells. */
function focusable(report: ReportView, task: TaskView, metric: Metric, reachable: boolean): string {
  return ` tabindex="${reachable ? 0 : -1}" data-said="${escapeHtml(cellSentence(report, task, metric))}"`;
}

function taskRow(report: ReportView, task: TaskView, control: boolean, reachable: boolean): string {
  const { family, layer } = taskName(report, task);
  const metrics = sixMetrics(distancePath(task));
  return (
    `<tr${control ? ' class="control"' : ""}><th scope="row"><a href="#${taskAnchor(task)}">${escapeHtml(family)}` +
    `<small>${escapeHtml(layer)}</small></a></th>${metrics.map((metric, k) => crossCell(task, metric, focusable(report, task, metric, reachable && k === 0))).join("")}</tr>`
  );
}

function totals(tasks: readonly TaskView[]): string {
  const cells = sixMetrics().map((metric) => {
    const own = agreementOf(tasks.flatMap(({ hypotheses }) => hypotheses.filter(({ id }) => id === metric.id)));
    const counts = verdictCounts(own.verdicts).map(
      ({ verdict, count }) => `<span class="count">${verdictLabel(verdict, true)} ${count}</span>`,
    );
    return `<td data-title="${escapeHtml(metricHead(metric))}"><span class="sign">sign in ${own.agree} of ${own.of}</span><span class="counts">${counts.join(" ")}</span></td>`;
  });
  return `<tfoot><tr><th scope="row">All tasks</th>${cells.join("")}</tr></tfoot>`;
}

/** The table; controls follow the tasks of their modality and are not counted in the last row. */
export function crossTable(report: ReportView): string {
  const counted = countedTasks(report.tasks, report.controls);
  const heads = sixMetrics().map((metric) => `<th scope="col">${metricHead(metric)}</th>`);
  let reachable = true;
  const bodies = byModality(report, report.tasks).map(({ modality, things }) => {
    const isControl = (task: TaskView): boolean => !counted.includes(task);
    const ordered = [...things.filter((task) => !isControl(task)), ...things.filter(isControl)];
    const rows = ordered.map((task) => {
      const row = taskRow(report, task, isControl(task), reachable);
      reachable = false;
      return row;
    });
    return (
      `<tbody><tr class="modality"><th scope="rowgroup" colspan="7"><span>${escapeHtml(modalityNames(report, modality).title)}</span></th></tr>` +
      `${rows.join("")}</tbody>`
    );
  });
  return (
    `<div class="scroll" role="region" aria-label="All tasks"><table class="cross" aria-describedby="cross-keys">` +
    `<thead><tr><th scope="col">Task and layer</th>${heads.join("")}</tr></thead>` +
    `${bodies.join("")}${counted.length > 1 ? totals(counted) : ""}</table></div>` +
    `<p class="said" aria-live="polite" id="cross-keys">Arrow keys lead from cell to cell; point at one for its details.</p>`
  );
}
