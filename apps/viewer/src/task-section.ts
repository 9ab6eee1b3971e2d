// Everything about one task and layer, in reading order.

import { agreementOf, agreementSentence } from "./agreement.ts";
import { boundsTable } from "./bounds.ts";
import { escapeHtml } from "./escape.ts";
import {
  accuracyTable,
  distanceTable,
  engineList,
  exclusionList,
  groupTable,
  seedTable,
  spreadTable,
} from "./facts.ts";
import { headline, sixTable } from "./headline.ts";
import { detourCharts, learningCharts, thresholdCharts } from "./learning.ts";
import { unitName } from "./modality.ts";
import { foldout } from "./table.ts";
import { taskAnchor, taskName } from "./task-name.ts";
import type { ReportView, TaskView } from "./view.ts";

function block(title: string, lead: string, body: string): string {
  return `<section class="block"><h3>${title}</h3><p class="lead">${lead}</p>${body}</section>`;
}

/** Ways back to all tasks and on to the neighbours of this one. */
function ways(report: ReportView, task: TaskView): string {
  if (report.tasks.length < 2) return "";
  const at = report.tasks.indexOf(task);
  const to = (other: TaskView | undefined, rel: string, mark: string): string => {
    if (!other) return "";
    const { family, layer } = taskName(report, other);
    return `<a rel="${rel}" href="#${taskAnchor(other)}">${mark} ${escapeHtml(family)} <small>${escapeHtml(layer)}</small></a>`;
  };
  return (
    `<nav class="ways" aria-label="Tasks"><a href="#glance">↑ All tasks</a>` +
    `${to(report.tasks[at - 1], "prev", "←")}${to(report.tasks[at + 1], "next", "→")}</nav>`
  );
}

function foregroundRule({ foregroundRule: rule }: TaskView): string {
  return rule === undefined ? "" : `<p class="rule">${escapeHtml(rule)}</p>`;
}

function samplesLead(modality: string): string {
  const units = unitName(modality);
  const marks =
    modality === "sentiment" || modality === "qa"
      ? "Outlined and bold: knowledge points. Underlined: foreground."
      : modality === "pointcloud"
        ? "Larger, with a ring: knowledge points. All clouds turn together."
        : "Outlined: knowledge points.";
  return `Light ${units} are kept by the layer, dark ones are let go. ${marks} Move the slider to watch training.`;
}

/** The task as a section; `pictures` says whether a place for the sample browser is wanted. */
export function taskSection(report: ReportView, task: TaskView, pictures: boolean): string {
  const { family, layer } = taskName(report, task);
  const controlId = report.controls?.[task.id];
  const control = report.tasks.find(({ id }) => id === controlId);
  const agreement = agreementSentence(agreementOf(task.hypotheses));
  const bounds = boundsTable(task);
  const last = task.checkpoints.at(-1);
  return (
    `<section class="task" id="${taskAnchor(task)}" aria-label="${escapeHtml(`${family}, ${layer}`)}">` +
    `${ways(report, task)}<header><h2>${escapeHtml(family)} <span>${escapeHtml(layer)}</span></h2>` +
    `<p class="meta">${task.samples} samples · ${task.checkpoints.length} checkpoints · ${task.bySeed.length} ` +
    `${task.bySeed.length === 1 ? "seed" : "seeds"} · <code>${escapeHtml(task.id)}</code></p>` +
    `<p>${agreement}</p>${foregroundRule(task)}</header>` +
    block(
      "First, what does not depend on contrast",
      "Counts follow how strongly a map is spread, which differs between networks. These numbers hardly do, so read them first. " +
        `The grey line is the null line: two networks trained from scratch, which differ by chance alone${control ? "; the hollow dot is the control task, where there is nothing to find" : ""}.`,
      headline(task, control),
    ) +
    block(
      "The six numbers",
      `Means per sample at the last checkpoint${last === undefined ? "" : `, step ${last}`}. Small dots are seeds, “over seeds” is the interval with seeds as the only unit; a difference inside the null line says nothing.`,
      sixTable(task) + foldout("With every map at the same spread, and at the peak", spreadTable(task)),
    ) +
    (bounds
      ? block(
          "At two bounds of the noise",
          "Where the layer does not answer to a unit at all, its entropy is only as large as the largest noise allowed. The same maps under a second bound: a verdict that changes says more about the bound than about knowledge, and counts as inconclusive.",
          bounds,
        )
      : "") +
    (pictures
      ? block("Samples", samplesLead(task.modality), `<div class="browser" data-task="${escapeHtml(task.id)}"></div>`)
      : "") +
    block(
      "How knowledge grew",
      "Points per sample while the weights travel, one dot per checkpoint. A line that rises early learned early; a line that falls again took a detour.",
      learningCharts(task),
    ) +
    block(
      "Detours: points kept and dropped",
      "From one checkpoint to the next: full bars are points that stayed, pale bars below the line are points given up. Smaller pale bars mean a straighter way.",
      detourCharts(task),
    ) +
    block(
      "Every threshold",
      "The count of points depends on the threshold b. A finding that holds only at one b is no finding: look whether the order of the lines stays the same.",
      thresholdCharts(task),
    ) +
    block(
      "Distance, measured more than one way",
      "The distilled network follows a squared error to its teacher, the other one a cross-entropy on labels. Their steps differ in size, so the path of the distilled network is shorter for reasons that have nothing to do with knowledge. Believe an earlier peak only where share and steps agree with the raw distance.",
      distanceTable(task),
    ) +
    block(
      "Accuracy",
      "Share of correct answers. A network that knows better units should also answer better where the units matter.",
      accuracyTable(task),
    ) +
    block(
      "Groups of samples",
      "The same differences on each group alone: samples the networks never saw, and samples they learned from.",
      groupTable(task),
    ) +
    block(
      "Seeds",
      "The mean of each network behind every interval. Look whether all seeds point the same way.",
      seedTable(task),
    ) +
    block(
      "Left out",
      "Samples that had no defined number somewhere, with the reason. They are not counted as zero.",
      exclusionList(task),
    ) +
    block("How the maps were made", "What the engine did, and how far its numbers can be trusted.", engineList(task)) +
    "</section>"
  );
}
