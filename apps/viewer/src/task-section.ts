// Everything about one task and layer, in reading order.

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
import { unitName } from "./metric.ts";
import { foldout } from "./table.ts";
import { taskAnchor, taskName } from "./task-name.ts";
import { verdictCount } from "./verdict.ts";
import type { ReportView, TaskView } from "./view.ts";

function block(title: string, lead: string, body: string): string {
  return `<section class="block"><h3>${title}</h3><p class="lead">${lead}</p>${body}</section>`;
}

/** The task as a section; `pictures` says whether a place for the sample browser is wanted. */
export function taskSection(report: ReportView, task: TaskView, pictures: boolean): string {
  const { family, layer } = taskName(report, task);
  const controlId = report.controls?.[task.id];
  const control = report.tasks.find(({ id }) => id === controlId);
  const units = unitName(task.modality);
  const verdicts = verdictCount(task.hypotheses.map(({ verdict }) => verdict));
  const last = task.checkpoints.at(-1);
  return (
    `<section class="task" id="${taskAnchor(task)}" aria-label="${escapeHtml(`${family}, ${layer}`)}">` +
    `<header><h2>${escapeHtml(family)} <span>${escapeHtml(layer)}</span></h2>` +
    `<p class="meta">${task.samples} samples · ${task.checkpoints.length} checkpoints · ${task.bySeed.length} ` +
    `${task.bySeed.length === 1 ? "seed" : "seeds"} · <code>${escapeHtml(task.id)}</code></p>` +
    `<p>Of the six expectations of the paper: ${verdicts}.</p></header>` +
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
    (pictures
      ? block(
          "Samples",
          `Light ${units} are kept by the layer, dark ones are let go. Outlined: knowledge points. Move the slider to watch training.`,
          `<div class="browser" data-task="${escapeHtml(task.id)}"></div>`,
        )
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
