// The numbers that come first, because they do not depend on the contrast of a map.

import type { ModalityNames } from "@stillpoint/core";
import { type Comparison, comparisonTable } from "./comparison.ts";
import type { ForestLine } from "./forest.ts";
import { distancePath, gapMetric, seedDifferences, sixMetrics } from "./metric.ts";
import { plain } from "./number.ts";
import { pathSourceSentence } from "./path-source.ts";
import type { IntervalView, PartView, TaskView } from "./view.ts";

function lines(
  difference: IntervalView,
  nothing: IntervalView | undefined,
  control: IntervalView | undefined,
  dots: readonly number[] = [],
  overSeeds?: IntervalView,
): ForestLine[] {
  return [
    { label: "difference", kind: "difference", interval: difference, dots },
    ...(overSeeds && overSeeds.low !== null
      ? [{ label: "over seeds", kind: "seeds" as const, interval: overSeeds }]
      : []),
    ...(nothing ? [{ label: "null line", kind: "null" as const, interval: nothing }] : []),
    ...(control ? [{ label: "control task", kind: "control" as const, interval: control }] : []),
  ];
}

function judged({ verdict, overSeeds, reason }: TaskView["hypotheses"][number]): Partial<Comparison> {
  return { verdict, ...(overSeeds ? { overSeeds: overSeeds.verdict } : {}), ...(reason ? { reason } : {}) };
}

const NO_PAIR: IntervalView = { mean: null, low: null, high: null, reason: "no pair of distilled and scratch" };

function partRows(
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
      lines: lines(part.pointsDifference, part.nullPointsDifference, control?.pointsDifference),
    },
    {
      title: `Entropy gap, ${object} to ${name}`,
      unit: "nats",
      better: "higher",
      digits: 2,
      how: `How much more noise the layer tolerates on the ${name} than on the ${object}. Above 0 the ${object} matters more.`,
      distilled: part.entropyGap.distilled,
      scratch: part.entropyGap.scratch,
      lines: lines(part.entropyGapDifference, part.nullEntropyGapDifference, control?.entropyGapDifference),
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
      lines: lines(
        hypothesis.difference,
        hypothesis.nullDifference,
        other?.difference,
        seedDifferences(task, ratio).map(({ value }) => value),
        hypothesis.overSeeds?.difference,
      ),
      ...judged(hypothesis),
    });
  }
  for (const [name, part] of Object.entries(task.parts)) {
    rows.push(...partRows(name, part, control?.parts[name], names));
  }
  rows.push({
    ...gap,
    distilled: distilled?.entropyGap,
    scratch: scratch?.entropyGap,
    lines: lines(
      task.entropyGapDifference ?? NO_PAIR,
      task.nullEntropyGapDifference,
      control?.entropyGapDifference,
      seedDifferences(task, gap).map(({ value }) => value),
    ),
  });
  return comparisonTable("Numbers that do not depend on contrast", rows);
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
        lines: lines(
          hypothesis.difference,
          hypothesis.nullDifference,
          undefined,
          seedDifferences(task, metric).map(({ value }) => value),
          hypothesis.overSeeds?.difference,
        ),
        ...judged(hypothesis),
      },
    ];
  });
  return comparisonTable("The six numbers of the paper", rows);
}
