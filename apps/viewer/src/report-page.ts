// The page around the tasks: state of the run, title, how to read it, all tasks at a glance, how to make it again.

import { agreementOf, agreementSentence, countedTasks } from "./agreement.ts";
import { calibrationSentence, calibrationTable } from "./calibration.ts";
import { crossTable } from "./cross-table.ts";
import { cueTable } from "./cue-table.ts";
import { makeAgain } from "./make-again.ts";
import { runNotice } from "./run-notice.ts";
import { foldout } from "./table.ts";
import { taskSection } from "./task-section.ts";
import { verdictLegend } from "./verdict.ts";
import type { PageData, ReportView } from "./view.ts";

const INTRODUCTION: string =
  `<header class="top"><p class="eyebrow">Stillpoint report</p>` +
  `<h1>What the distilled network knows</h1>` +
  `<p class="intro">A student was distilled from a teacher; beside it stands the same network trained from scratch. ` +
  `For every piece of an input the entropy says how much noise the layer lets you add before its features move: low entropy means the layer keeps that piece, and a piece well below the background is a <em>knowledge point</em>. ` +
  `Every number below is the distilled network minus the one from scratch, with a 95 % interval over seeds and samples, beside the difference that two scratch networks show by chance.</p></header>`;

function glance(report: ReportView): string {
  if (report.tasks.length === 0)
    return `<section class="block" id="glance"><h2>At a glance</h2><p class="lead">No task is measured yet.</p></section>`;
  const counted = countedTasks(report.tasks, report.controls);
  const whole = agreementOf(counted.flatMap(({ hypotheses }) => hypotheses));
  const placebo = report.tasks.some(({ networks }) => networks.placebo);
  const control = report.tasks.length > counted.length ? " Controls are shown in grey and not counted." : "";
  const cues = cueTable(report);
  const calibration = report.calibration;
  return (
    `<section class="block" id="glance"><h2>At a glance</h2>` +
    `<p class="agreement">${agreementSentence(whole)}</p>` +
    `<p class="lead">Large: distilled minus scratch with its 95 % interval over seeds and samples. ↑ and ↓ say which way is better; the sign beside the number is the verdict.${control} ` +
    `<span class="letters"><span class="role-distilled">S distilled student</span><span class="role-scratch">B the same network from scratch</span>` +
    `${placebo ? '<span class="role-placebo">P placebo: distilled from a teacher that knows nothing</span>' : ""}</span></p>` +
    `${crossTable(report)}${foldout("What the verdicts mean", verdictLegend())}` +
    (calibration
      ? `<h3>How far to trust a verdict</h3><p class="lead">${calibrationSentence(calibration)}</p>` +
        foldout("Calibration by number", calibrationTable(calibration) || "Only the two shares above are known.")
      : "") +
    (cues
      ? `<h3>Does the measurement see what is known to be there?</h3><p class="lead">Each task has a cue: a piece of background that agrees with the label in the small training set and not for the teacher. A distilled network should keep fewer points on it than one from scratch, and its object should stand out from it more. In the control the cue means nothing.</p>${cues}`
      : "") +
    "</section>"
  );
}

/** The whole page as markup. */
export function reportPage({ report, pictures }: PageData): string {
  const tasks = report.tasks.map((task) =>
    taskSection(report, task, pictures.find((picture) => picture.task === task.id)?.layout.kind),
  );
  return runNotice(report.run) + INTRODUCTION + glance(report) + tasks.join("") + makeAgain(report);
}
