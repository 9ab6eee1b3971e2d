// The page around the tasks: title, how to read it, all tasks at a glance, how to make it again.

import { calibrationSentence } from "./calibration.ts";
import { escapeHtml } from "./escape.ts";
import { overviewTable } from "./overview.ts";
import { foldout } from "./table.ts";
import { taskAnchor, taskName } from "./task-name.ts";
import { taskSection } from "./task-section.ts";
import { verdictLegend } from "./verdict.ts";
import type { PageData, ReportView } from "./view.ts";

function introduction(report: ReportView): string {
  const partial = report.run?.partial;
  return (
    `<header class="top"><p class="eyebrow">Stillpoint report</p>` +
    `<h1>What the distilled network knows</h1>` +
    (partial
      ? `<p class="notice">This run was interrupted: ${partial.done} of ${partial.total} jobs were measured. The numbers are valid for those.</p>`
      : "") +
    `<p class="intro">A student was distilled from a teacher; beside it stands the same network trained from scratch. ` +
    `For every piece of an input the entropy says how much noise the layer lets you add before its features move: low entropy means the layer keeps that piece, and a piece well below the background is a <em>knowledge point</em>. ` +
    `Every number below is the distilled network minus the one from scratch, with a 95 % interval over seeds and samples, beside the difference that two scratch networks show by chance.</p></header>`
  );
}

function glance(report: ReportView): string {
  return (
    `<section class="block" id="glance"><h2>At a glance</h2>` +
    `<p class="lead">Distilled minus scratch. ↑ and ↓ say which way is better; the sign says whether the data agree.</p>` +
    `${overviewTable(report)}${foldout("What the verdicts mean", verdictLegend())}</section>`
  );
}

function navigation(report: ReportView): string {
  if (report.tasks.length < 2) return "";
  const links = report.tasks.map((task) => {
    const { family, layer } = taskName(report, task);
    return `<a href="#${taskAnchor(task)}">${escapeHtml(family)} <small>${escapeHtml(layer)}</small></a>`;
  });
  return `<nav class="tasks" aria-label="Tasks">${links.join("")}</nav>`;
}

function footer(report: ReportView): string {
  const { run, seeds, calibration } = report;
  const versions = Object.entries(run?.versions ?? {}).map(
    ([name, version]) => `${escapeHtml(name)} ${escapeHtml(version)}`,
  );
  const rows: (readonly [string, string])[] = [
    ["Seeds", seeds.join(", ")],
    ...(run?.command ? [["Command", `<code>${escapeHtml(run.command)}</code>`] as const] : []),
    ...(versions.length > 0 ? [["Versions", versions.join(" · ")] as const] : []),
    ...(calibration ? [["Calibration", calibrationSentence(calibration)] as const] : []),
    ["Data", "<code>report.json</code> holds every number, <code>entropies.parquet</code> every entropy"],
  ];
  return (
    `<footer class="end"><h2>Make it again</h2><p class="lead">The same seeds give the same results to the byte.</p><dl>` +
    `${rows.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join("")}</dl></footer>`
  );
}

/** The whole page as markup. */
export function reportPage({ report, pictures }: PageData): string {
  const tasks = report.tasks.map((task) =>
    taskSection(
      report,
      task,
      pictures.some((picture) => picture.task === task.id),
    ),
  );
  return introduction(report) + glance(report) + navigation(report) + tasks.join("") + footer(report);
}
