// One task of a report as Markdown.

import { missesError } from "@stillpoint/core";
import type { Report, ReportInterval } from "@stillpoint/report";
import { digits, interval, percent } from "./numbers.ts";

type Task = Report["tasks"][number];

/** Heading, accuracies and one row per number. */
export function resultTable(task: Task): string[] {
  const { distilled, scratch } = task.networks;
  const rows = Object.entries(task.parts).flatMap(([name, part]) => [
    row(
      `points on the ${name}`,
      part.points.distilled,
      part.points.scratch,
      part.pointsDifference,
      part.nullPointsDifference,
    ),
    row(
      `entropy gap ${name} − object, nats`,
      part.entropyGap.distilled,
      part.entropyGap.scratch,
      part.entropyGapDifference,
      part.nullEntropyGapDifference,
    ),
  ]);
  rows.push(
    row(
      "entropy gap background − object, nats",
      distilled?.entropyGap,
      scratch?.entropyGap,
      task.entropyGapDifference,
      task.nullEntropyGapDifference,
    ),
  );
  const between = (metric: string, role: string): ReportInterval | undefined =>
    task.contrasts?.find((each) => each.metric === metric && each.treated === role && each.reference === "scratch")
      ?.difference;
  rows.push(
    row(
      "object below its background (AUC)",
      distilled?.foregroundRank,
      scratch?.foregroundRank,
      between("foregroundRank", "distilled"),
      between("foregroundRank", "null"),
    ),
  );
  for (const region of ["foreground", "background"] as const)
    rows.push(
      row(
        `${region} points gained since step 0`,
        distilled?.[`${region}Gain`],
        scratch?.[`${region}Gain`],
        undefined,
        undefined,
      ),
    );
  for (const { id, expected, difference, nullDifference, verdict, reason, overSeeds } of task.hypotheses) {
    const why = verdict === "withheld" ? ` (${reason})` : "";
    const seeds = overSeeds === undefined ? "" : `; over seeds alone: ${overSeeds.verdict}`;
    rows.push(row(`${id} (${expected})`, undefined, undefined, difference, nullDifference, `${verdict}${why}${seeds}`));
  }
  const { maps, passes, monteCarloError, nonLinearity } = task.engine;
  return [
    "",
    `## ${task.id}`,
    "",
    ...(missesError(task.engine)
      ? [
          `**Stated error ${digits(monteCarloError)} nats, above a fifth of b: verdicts that rest on such maps are withheld.**`,
          "",
        ]
      : []),
    `${task.samples} samples, ${task.checkpoints.length} checkpoints; ${maps} maps, ${passes} passes, Monte-Carlo error ` +
      `${digits(monteCarloError)} nats, non-linearity ${digits(nonLinearity)}.`,
    `Accuracy: ${accuracies(task)}.`,
    "",
    "| number | distilled | scratch | difference | null line | verdict |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
  ];
}

function row(
  name: string,
  distilled: ReportInterval | undefined,
  scratch: ReportInterval | undefined,
  difference: ReportInterval | undefined,
  nothing: ReportInterval | undefined,
  verdict = "",
): string {
  const cells = [
    name,
    digits(distilled?.mean),
    digits(scratch?.mean),
    interval(difference),
    interval(nothing),
    verdict,
  ];
  return `| ${cells.join(" | ")} |`;
}

function accuracies(task: Task): string {
  return Object.entries(task.networks)
    .flatMap(([role, { accuracy }]) => {
      const scores = Object.entries(accuracy ?? {}).map(([group, { mean }]) => `${group} ${percent(mean)}`);
      return scores.length > 0 ? [`${role} ${scores.join(", ")}`] : [];
    })
    .join("; ");
}
