// The page around the tasks: state of the run, title, how to read it, all tasks at a glance, how to make it again.

import { agreementOf, agreementSentence, besideAgreement, countedTasks } from "./agreement.ts";
import { calibrationRows, calibrationSentence, calibrationTable } from "./calibration.ts";
import { crossTable } from "./cross-table.ts";
import { cueTable } from "./cue-table.ts";
import { findings } from "./finding.ts";
import { firstScreen } from "./first-screen.ts";
import { makeAgain } from "./make-again.ts";
import { modalityNames } from "./modality.ts";
import { short } from "./number.ts";
import { runNotice } from "./run-notice.ts";
import { besidePlace } from "./side-by-side.ts";
import { foldout } from "./table.ts";
import { taskSection } from "./task-section.ts";
import { verdictLegend } from "./verdict.ts";
import type { PageData, PictureView, ReportView, TaskView } from "./view.ts";

/** Where intervals come from: seeds count only where there are several. */
function intervalOver({ tasks }: ReportView): string {
  return tasks.some(({ bySeed }) => bySeed.length > 1) ? "seeds and samples" : "samples";
}

function hasRole({ tasks }: ReportView, role: string): boolean {
  return tasks.some(({ networks }) => networks[role]);
}

function introduction(report: ReportView, pictures: readonly PictureView[]): string {
  const chance = hasRole(report, "null") ? ", beside the difference that two networks from scratch show by chance" : "";
  return (
    `<header class="top"><p class="eyebrow"><a href="#glance">Stillpoint report</a></p>` +
    `<h1>What the distilled network knows</h1>${firstScreen(report, pictures)}` +
    `<p class="intro">A distilled network is compared with one trained from scratch. ` +
    `For every piece of an input the entropy says how much noise the layer lets you add before its features move: low entropy means the layer keeps that piece, and a piece well below the background is a <em>knowledge point</em>. ` +
    `Every number below is the distilled network minus the one from scratch, with a 95 % interval over ${intervalOver(report)}${chance}.</p></header>`
  );
}

/** Whether the networks differ at all, by exchanging them within seeds; nothing where it was not asked. */
function globalSentence({ global }: ReportView): string {
  if (!global) return "";
  const { p, units, claims } = global;
  const said = p <= 0.05 ? "The two networks differ" : "That the two networks differ at all is not shown";
  return `<p class="agreement">${said}: exchanging them within seeds explains the ${claims} differences together as well in <b>${short(100 * p)} %</b> of all ways (${units} ${units === 1 ? "pair" : "pairs"} of networks).</p>`;
}

/** How verdicts are adjusted, where they are. */
function adjustment(tasks: readonly TaskView[]): string {
  const all = tasks.flatMap(({ hypotheses }) => hypotheses).filter(({ adjusted }) => adjusted !== undefined);
  if (all.length === 0) return "";
  const lost = all.filter(({ unadjusted, verdict }) => unadjusted !== verdict && verdict === "inconclusive").length;
  return ` Intervals speak of one number alone; verdicts are adjusted for all ${all.length} claims of the report (Benjamini and Hochberg, 5 %)${lost > 0 ? `, which leaves ${lost} open that would be called alone` : ""}.`;
}

/** What is said of calibration and legend only where something was judged. */
function isJudged({ tasks }: ReportView): boolean {
  return tasks.some(({ hypotheses }) => hypotheses.some(({ verdict }) => verdict !== "no-verdict"));
}

/** What real networks like the report's own say of its verdicts; nothing where the calibration has none. */
function resembling(report: ReportView): string {
  const rows = report.calibration?.rows;
  if (rows === undefined) return "";
  const titleOf = (modality: string): string => modalityNames(report, modality).title;
  return calibrationRows(rows, titleOf, [...new Set(report.tasks.map(({ modality }) => modality))]);
}

function glance(report: ReportView): string {
  if (report.tasks.length === 0)
    return `<section class="block" id="glance"><h2>At a glance</h2><p class="lead">No task is measured yet.</p></section>`;
  const counted = countedTasks(report.tasks, report.controls);
  const whole = agreementOf(counted.flatMap(({ hypotheses }) => hypotheses));
  const controls = report.tasks.filter((task) => !counted.includes(task));
  const placebo = hasRole(report, "placebo");
  const hasControl = report.tasks.length > counted.length;
  const control = hasControl ? " Controls are shown in grey and not counted." : "";
  const cues = cueTable(report);
  const calibration = report.calibration;
  return (
    `<section class="block" id="glance"><h2>At a glance</h2>` +
    `${findings(report)}<h3>Beside what the paper claims</h3><p class="agreement">${agreementSentence(whole, besideAgreement(counted, controls))}</p>${globalSentence(report)}` +
    `<p class="lead">Large: distilled minus scratch with its 95 % interval over ${intervalOver(report)}. ↑ and ↓ say which way the paper calls better; the sign beside the number is the verdict.${adjustment(counted)}${control} ` +
    `<span class="letters"><span class="role-distilled">S distilled</span><span class="role-scratch">B from scratch</span>` +
    `${placebo ? '<span class="role-placebo">P placebo: distilled from a teacher that knows nothing</span>' : ""}</span></p>` +
    `${crossTable(report)}${foldout("What the verdicts mean", verdictLegend())}` +
    (calibration && isJudged(report)
      ? `<h3>How far to trust a verdict</h3>${resembling(report)}<p class="lead">${calibrationSentence(calibration)}</p>` +
        foldout("Calibration by number", calibrationTable(calibration) || "Only the two shares above are known.")
      : "") +
    (cues
      ? `<h3>The named parts of the background</h3><p class="lead">Points on each part, and how far the object stands out from it.${hasControl ? " Beside them the control, which has everything but the effect that is looked for." : ""}</p>${cues}`
      : "") +
    "</section>"
  );
}

/** What the page says of all tasks together, before them. */
export function reportOverview(report: ReportView, pictures: readonly PictureView[] = []): string {
  return runNotice(report.run) + introduction(report, pictures) + glance(report);
}

/** The whole page as markup. */
export function reportPage({ report, pictures }: PageData): string {
  const tasks = report.tasks.map((task) =>
    taskSection(report, task, pictures.find((picture) => picture.task === task.id)?.layout.kind),
  );
  return (
    reportOverview(report, pictures) +
    `<section class="block" id="other" aria-label="Beside another report">${besidePlace()}</section>${tasks.join("")}` +
    makeAgain(report)
  );
}
