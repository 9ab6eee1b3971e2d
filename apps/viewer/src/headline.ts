// The numbers that come first, because they do not depend on the contrast of a map.

import type { ModalityNames } from "@stillpoint/core";
import { type Comparison, comparisonTable } from "./comparison.ts";
import { contrastOf, decompositionOf, type NamedNumber } from "./contrast.ts";
import type { ForestLine } from "./forest.ts";
import { distancePath, gapMetric, type LaterMetric, laterMetrics, seedDifferences, sixMetrics } from "./metric.ts";
import { plain } from "./number.ts";
import { pathSourceSentence } from "./path-source.ts";
import type { IntervalView, PartView, TaskView } from "./view.ts";

/** What is known of a difference beside it. */
interface Beside {
  readonly nothing?: IntervalView | undefined;
  readonly control?: IntervalView | undefined;
  readonly dots?: readonly number[];
  readonly overSeeds?: IntervalView | undefined;
}

/** The difference, its two halves and the placebo's where they are known, the null line and the control. */
function lines(
  task: TaskView,
  number: NamedNumber,
  difference: IntervalView,
  { nothing, control, dots = [], overSeeds }: Beside,
): ForestLine[] {
  const split = decompositionOf(task, number);
  const placebo = contrastOf(task, number, "placebo", "scratch");
  return [
    { label: "difference", kind: "difference", interval: difference, dots },
    ...(overSeeds && overSeeds.low !== null
      ? [{ label: "over seeds", kind: "seeds" as const, interval: overSeeds }]
      : []),
    ...(split
      ? [
          { label: "knowledge", kind: "teacher" as const, interval: split.teacher.difference },
          { label: "the loss", kind: "loss" as const, interval: split.loss.difference },
        ]
      : []),
    ...(placebo ? [{ label: "placebo", kind: "placebo" as const, interval: placebo.difference }] : []),
    ...(nothing ? [{ label: "null line", kind: "null" as const, interval: nothing }] : []),
    ...(control ? [{ label: "control task", kind: "control" as const, interval: control }] : []),
  ];
}

function judged({ verdict, overSeeds, reason }: TaskView["hypotheses"][number]): Partial<Comparison> {
  return { verdict, ...(overSeeds ? { overSeeds: overSeeds.verdict } : {}), ...(reason ? { reason } : {}) };
}

const NO_PAIR: IntervalView = { mean: null, low: null, high: null, reason: "no pair of distilled and scratch" };

function partRows(
  task: TaskView,
  name: string,
  part: PartView,
  control: PartView | undefined,
  { units, foreground: object }: ModalityNames,
): Comparison[] {
  return [
    {
      title: `Points on the ${name}`,
      unit: `${units} per sample`,
      better: "lower",
      digits: 1,
      how:
        `How many ${units} of the ${name} the layer keeps, of ${plain(part.units.mean, 1)} in a sample` +
        `${typeof part.samples === "number" ? ` (${part.samples} samples have one)` : ""}. ` +
        `It is not the ${object}, so fewer is better.`,
      distilled: part.points.distilled,
      scratch: part.points.scratch,
      lines: lines(task, { metric: "points", part: name }, part.pointsDifference, {
        nothing: part.nullPointsDifference,
        control: control?.pointsDifference,
      }),
    },
    {
      title: `Entropy gap, ${object} to ${name}`,
      unit: "nats",
      better: "higher",
      digits: 2,
      how: `How much more noise the layer tolerates on the ${name} than on the ${object}. Above 0 the ${object} matters more.`,
      distilled: part.entropyGap.distilled,
      scratch: part.entropyGap.scratch,
      lines: lines(task, { metric: "entropyGap", part: name }, part.entropyGapDifference, {
        nothing: part.nullEntropyGapDifference,
        control: control?.entropyGapDifference,
      }),
    },
  ];
}

/** Ratio, points on named parts and entropy gaps, the control task beside them. */
export function headline(task: TaskView, control: TaskView | undefined, names: ModalityNames): string {
  const { distilled, scratch } = task.networks;
  const ratio = sixMetrics(distancePath(task), names).find(({ id }) => id === "H1.foregroundRatio");
  const gap = gapMetric(names);
  const rows: Comparison[] = [];
  const hypothesis = task.hypotheses.find(({ id }) => id === "H1.foregroundRatio");
  if (ratio && hypothesis) {
    const other = control?.hypotheses.find(({ id }) => id === hypothesis.id);
    rows.push({
      ...ratio,
      distilled: distilled?.foregroundRatio,
      scratch: scratch?.foregroundRatio,
      lines: lines(task, { claim: hypothesis.id }, hypothesis.difference, {
        nothing: hypothesis.nullDifference,
        control: other?.difference,
        dots: seedDifferences(task, ratio).map(({ value }) => value),
        overSeeds: hypothesis.overSeeds?.difference,
      }),
      ...judged(hypothesis),
    });
  }
  for (const [name, part] of Object.entries(task.parts)) {
    rows.push(...partRows(task, name, part, control?.parts[name], names));
  }
  rows.push({
    ...gap,
    distilled: distilled?.entropyGap,
    scratch: scratch?.entropyGap,
    lines: lines(task, { metric: "entropyGap" }, task.entropyGapDifference ?? NO_PAIR, {
      nothing: task.nullEntropyGapDifference,
      control: control?.entropyGapDifference,
      dots: seedDifferences(task, gap).map(({ value }) => value),
    }),
  });
  rows.push(...contrastRows(task, control, laterMetrics(names).slice(0, 1)));
  return comparisonTable("Numbers that do not depend on contrast", rows);
}

/** Rows of numbers that have a contrast and no hypothesis; none where the report lacks them. */
function contrastRows(task: TaskView, control: TaskView | undefined, metrics: readonly LaterMetric[]): Comparison[] {
  return metrics.flatMap((metric) => {
    const number = { metric: metric.id };
    const own = contrastOf(task, number, "distilled", "scratch");
    if (!own) return [];
    const { distilled, scratch } = task.networks;
    return [
      {
        ...metric,
        distilled: distilled && metric.pick(distilled),
        scratch: scratch && metric.pick(scratch),
        lines: lines(task, number, own.difference, {
          nothing: contrastOf(task, number, "null", "scratch")?.difference,
          control: control && contrastOf(control, number, "distilled", "scratch")?.difference,
          dots: own.perSeed.flatMap(({ difference }) => difference ?? []),
        }),
      },
    ];
  });
}

/** Points gained since the initial weights, beside the counts; nothing where these were not measured. */
export function gainTable(task: TaskView, names: ModalityNames): string {
  const rows = contrastRows(task, undefined, laterMetrics(names).slice(1));
  return rows.some(({ distilled }) => distilled?.mean !== null && distilled !== undefined)
    ? comparisonTable("Points gained since the initial weights", rows, false)
    : "";
}

/** The six numbers of the paper. */
export function sixTable(task: TaskView, names: ModalityNames): string {
  const { distilled, scratch } = task.networks;
  const rows = sixMetrics(distancePath(task), names).flatMap((metric): Comparison[] => {
    const hypothesis = task.hypotheses.find(({ id }) => id === metric.id);
    if (!hypothesis) return [];
    return [
      {
        ...metric,
        how: [metric.how, pathSourceSentence(hypothesis)].filter(Boolean).join(" "),
        distilled: distilled && metric.pick(distilled),
        scratch: scratch && metric.pick(scratch),
        lines: lines(task, { claim: hypothesis.id }, hypothesis.difference, {
          nothing: hypothesis.nullDifference,
          dots: seedDifferences(task, metric).map(({ value }) => value),
          overSeeds: hypothesis.overSeeds?.difference,
        }),
        ...judged(hypothesis),
      },
    ];
  });
  return comparisonTable("The six numbers of the paper", rows);
}
