// One cell of the large table in words: what stands in it, and what does not fit there.

import { signAgrees } from "./agreement.ts";
import { contrastOf, decompositionOf } from "./contrast.ts";
import type { Metric } from "./metric.ts";
import { range, short, signed } from "./number.ts";
import { taskName } from "./task-name.ts";
import { verdictWord } from "./verdict.ts";
import type { IntervalView, ReportView, TaskView } from "./view.ts";

type Hypothesis = TaskView["hypotheses"][number];

function told(interval: IntervalView, digits: number): string {
  return [signed(interval.mean, digits), range(interval, digits, true)].filter(Boolean).join(" ");
}

/** Why the verdict is what it is, and what it would be alone. */
function verdictPhrase({ verdict, unadjusted, adjusted, reason, note, flips, p }: Hypothesis): string {
  const why = flips && note ? note : reason;
  const alone =
    unadjusted !== undefined && unadjusted !== verdict ? `; the interval alone says ${verdictWord(unadjusted)}` : "";
  const many =
    typeof adjusted?.benjaminiHochberg === "number"
      ? `; p ${short(p ?? null)}, adjusted for all claims ${short(adjusted.benjaminiHochberg)}`
      : "";
  return `${verdictWord(verdict)}${why ? `: ${why}` : ""}${alone}${many}`;
}

/** Plain text: task, number, difference, verdict with its reason, and what isolates the teacher. */
export function cellSentence(report: ReportView, task: TaskView, metric: Metric): string {
  const { family, layer } = taskName(report, task);
  const hypothesis = task.hypotheses.find(({ id }) => id === metric.id);
  const head = `${family}, ${layer}, ${metric.title.toLowerCase()}`;
  if (!hypothesis) return `${head}: not measured.`;
  const { digits } = metric;
  const agrees = signAgrees(hypothesis);
  const split = decompositionOf(task, { claim: metric.id });
  const placebo = contrastOf(task, { claim: metric.id }, "placebo", "scratch");
  const parts = [
    `distilled minus scratch ${told(hypothesis.difference, digits)}`,
    verdictPhrase(hypothesis),
    ...(agrees === undefined ? [] : [`the paper expects ${metric.better}, the sign ${agrees ? "agrees" : "differs"}`]),
    ...(split
      ? [
          `the teacher’s knowledge ${told(split.teacher.difference, digits)}, the loss ${told(split.loss.difference, digits)}`,
        ]
      : []),
    ...(placebo ? [`placebo minus scratch ${told(placebo.difference, digits)}`] : []),
    ...(hypothesis.nullDifference ? [`by chance ${told(hypothesis.nullDifference, digits)}`] : []),
  ];
  return `${head}: ${parts.join(". ")}.`;
}
