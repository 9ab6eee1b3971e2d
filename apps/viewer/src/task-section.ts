// Everything about one task and layer, in reading order.

import { agreementOf, agreementSentence, besideAgreement } from "./agreement.ts";
import { boundsTable } from "./bounds.ts";
import { contrastTable, decompositionTable, equalAccuracyTable } from "./decomposition.ts";
import { errorNotice } from "./error-notice.ts";
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
import { findingSentence } from "./finding.ts";
import { gainTable, headline, sixTable } from "./headline.ts";
import { detourCharts, learningCharts, thresholdCharts } from "./learning.ts";
import { modalityNames } from "./modality.ts";
import { missingPaths } from "./path-source.ts";
import { rolesOf } from "./role.ts";
import { foldout } from "./table.ts";
import { taskAnchor, taskName } from "./task-name.ts";
import type { LayoutView, ReportView, TaskView } from "./view.ts";

function block(title: string, lead: string, body: string): string {
  return `<section class="block"><h3 class="part">${title}</h3><p class="lead">${lead}</p>${body}</section>`;
}

/** A block that can be folded: the page folds it on a narrow screen. */
function fold(title: string, lead: string, body: string): string {
  return `<details class="block" open><summary><h3 class="part">${title}</h3></summary><p class="lead">${lead}</p>${body}</details>`;
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

function adaptation({ adaptation: pilot }: TaskView): string {
  return pilot === undefined ? "" : `<p class="rule">How its maps are measured: ${escapeHtml(pilot.told)}.</p>`;
}

const MARKS: Readonly<Record<LayoutView["kind"], string>> = {
  grid: "Outlined: knowledge points.",
  points: "Larger, with a ring: knowledge points. All clouds turn together.",
  words: "Outlined and bold: knowledge points. Underlined: foreground.",
};

function samplesLead(units: string, kind: LayoutView["kind"]): string {
  return `Light ${escapeHtml(units)} are kept by the layer, dark ones are let go. ${MARKS[kind]} Move the slider to watch training.`;
}

/** What several checkpoints show. */
function course(task: TaskView): string {
  return (
    fold(
      "How knowledge grew",
      "Points per sample while the weights travel, one dot per checkpoint. A line that rises early learned early; a line that falls again took a detour.",
      learningCharts(task),
    ) +
    fold(
      "Detours: points kept and dropped",
      "From one checkpoint to the next: full bars are points that stayed, pale bars below the line are points given up. Smaller pale bars mean a straighter way.",
      detourCharts(task),
    )
  );
}

/** The task as a section; `layout` is that of its pictures, for which it leaves a place. */
export function taskSection(report: ReportView, task: TaskView, layout?: LayoutView["kind"]): string {
  const { family, layer } = taskName(report, task);
  const names = modalityNames(report, task.modality);
  const controlId = report.controls?.[task.id];
  const control = report.tasks.find(({ id }) => id === controlId);
  const agreement = agreementSentence(agreementOf(task.hypotheses), besideAgreement([task], control ? [control] : []));
  const [sums, pairs, equal] = [decompositionTable(task), contrastTable(task), equalAccuracyTable(task)];
  const isCourse = task.checkpoints.length > 1;
  const hasNull = task.networks.null !== undefined;
  const isSeeded = task.bySeed.length > 1;
  const bounds = boundsTable(task);
  const last = task.checkpoints.at(-1);
  return (
    `<section class="task" id="${taskAnchor(task)}" aria-label="${escapeHtml(`${family}, ${layer}`)}">` +
    `${ways(report, task)}<header><h2 class="name">${escapeHtml(family)} <span>${escapeHtml(layer)}</span></h2>` +
    `<p class="meta">${task.samples} samples · ${task.checkpoints.length} checkpoints · ${task.bySeed.length} ` +
    `${task.bySeed.length === 1 ? "seed" : "seeds"} · <code>${escapeHtml(task.id)}</code></p>` +
    `${errorNotice(task)}<p class="finding">${findingSentence(task, names)}</p><p>${agreement}</p>${foregroundRule(task)}${adaptation(task)}</header>` +
    block(
      "First, what does not depend on contrast",
      "Counts follow how strongly a map is spread, which differs between networks. These numbers hardly do, so read them first. " +
        (hasNull
          ? "The grey line is the null line: two networks trained from scratch, which differ by chance alone. "
          : "") +
        (control ? "The hollow dot is the control, where there is nothing to find." : ""),
      headline(task, control, names),
    ) +
    block(
      "The six numbers",
      `Means per sample at the last checkpoint${last === undefined ? "" : `, step ${last}`}.${isSeeded ? " Small dots are seeds, “over seeds” is the interval with seeds as the only unit." : ""}${hasNull ? " A difference inside the null line says nothing." : ""}`,
      sixTable(task, names) +
        gainTable(task, names) +
        foldout("With every map at the same spread, and at the peak", spreadTable(task)),
    ) +
    (sums
      ? block(
          "What the teacher knows, apart from what distilling does",
          "The self-distilled network learned by the same loss from a teacher that saw only what the network from scratch saw. What it shares with the distilled one is the loss’s doing, what is left is the teacher’s knowledge. Both halves are on the same samples and seeds, so that they add up.",
          sums,
        )
      : "") +
    (pairs
      ? fold(
          "Every two networks",
          "Every number between every two networks that isolate something, each on the samples that both define, with its own 95 % interval.",
          pairs,
        )
      : "") +
    (equal
      ? fold(
          "At equal accuracy",
          "A network that has come further may know more for that reason alone. Here the better one of each two is taken at its first checkpoint that answers held-out samples as often as the other does at its last. Distances and stability need courses of equal length and are left out.",
          equal,
        )
      : "") +
    (bounds
      ? block(
          "At two bounds of the noise",
          "Where the layer does not answer to a unit at all, its entropy is only as large as the largest noise allowed. The same maps under a second bound: a verdict that changes says more about the bound than about knowledge, and counts as inconclusive.",
          bounds,
        )
      : "") +
    (layout
      ? block(
          "Samples",
          samplesLead(names.units, layout),
          `<div class="browser" data-task="${escapeHtml(task.id)}"></div>`,
        )
      : "") +
    (isCourse ? course(task) : "") +
    fold(
      "Every threshold",
      "The count of points depends on the threshold b. A finding that holds only at one b is no finding: look whether the order of the lines stays the same.",
      thresholdCharts(task),
    ) +
    (isCourse
      ? fold(
          "Distance, measured more than one way",
          "Networks may take steps of different sizes, so that their paths differ for reasons that have nothing to do with knowledge. Believe an earlier peak only where share and steps agree with the raw distance.",
          distanceTable(task) + missingPaths(task),
        )
      : "") +
    (rolesOf(task.networks).some((role) => task.networks[role]?.accuracy)
      ? fold(
          "Accuracy",
          "Share of correct answers. A network that knows better units should also answer better where the units matter.",
          accuracyTable(task),
        )
      : "") +
    (Object.keys(task.groups).length > 1
      ? fold("Groups of samples", "The same differences on each group of samples alone.", groupTable(task))
      : "") +
    fold(
      "Seeds",
      `The mean of each network behind every interval.${isSeeded ? " Look whether all seeds point the same way." : ""}`,
      seedTable(task),
    ) +
    (task.exclusions.length > 0
      ? fold(
          "Left out",
          "Samples that had no defined number somewhere, with the reason. They are not counted as zero.",
          exclusionList(task),
        )
      : "") +
    fold("How the maps were made", "What the engine did, and how far its numbers can be trusted.", engineList(task)) +
    "</section>"
  );
}
