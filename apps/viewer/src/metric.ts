// The numbers of a report in words: name, unit, direction and one sentence each.

import type { ModalityNames } from "@stillpoint/core";
import { NEUTRAL_NAMES } from "./modality.ts";
import type { IntervalView, NetworkView, TaskView } from "./view.ts";

export interface Metric {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  /** Which way is better for the network that has it. */
  readonly better: "higher" | "lower";
  readonly digits: number;
  readonly how: string;
  readonly pick: (network: NetworkView) => IntervalView;
  /** Names this number may have in the per-seed table. */
  readonly seedKeys: readonly string[];
}

export type DistancePath = "layerPerStep" | "layerPerCheckpoint";

/** The path that the task's second hypothesis measures; another one where steps were not recorded. */
export function distancePath(task: Pick<TaskView, "hypotheses">): DistancePath {
  return task.hypotheses.find(({ distance }) => distance !== undefined)?.distance ?? "layerPerStep";
}

type UnitNames = Omit<ModalityNames, "title">;

/** The six numbers of the hypotheses, in their order; their sentences name the units of a modality. */
export function sixMetrics(
  path: DistancePath = "layerPerStep",
  { units, foreground: object }: UnitNames = NEUTRAL_NAMES,
): readonly Metric[] {
  const distance = (network: NetworkView): NetworkView["learningDistance"] =>
    path === "layerPerStep" ? network.learningDistance : network.learningDistanceBy.layerPerCheckpoint;
  return [
    {
      id: "H1.foregroundCount",
      title: "Foreground points",
      unit: `${units} per sample`,
      better: "higher",
      digits: 1,
      how: `How many ${units} of the ${object} the layer keeps clearly better than an average piece of background.`,
      pick: (network) => network.foregroundCount,
      seedKeys: ["foregroundCount"],
    },
    {
      id: "H1.backgroundCount",
      title: "Background points",
      unit: `${units} per sample`,
      better: "lower",
      digits: 1,
      how: `How many ${units} outside the ${object} the layer keeps just as well: knowledge of the wrong thing.`,
      pick: (network) => network.backgroundCount,
      seedKeys: ["backgroundCount"],
    },
    {
      id: "H1.foregroundRatio",
      title: "Foreground ratio",
      unit: "share of all points, 0 to 1",
      better: "higher",
      digits: 2,
      how: `Of everything the layer keeps, the share that lies on the ${object}. It hardly depends on the threshold.`,
      pick: (network) => network.foregroundRatio,
      seedKeys: ["foregroundRatio"],
    },
    {
      id: "H2.meanDistance",
      title: "Distance to the peak, mean",
      unit: "path length ÷ size of the first weights",
      better: "lower",
      digits: 2,
      how: "How far the weights had travelled when a sample had most foreground points. Lower means learned sooner.",
      pick: (network) => distance(network).mean,
      seedKeys: [path],
    },
    {
      id: "H2.varianceOfDistance",
      title: "Distance to the peak, variance",
      unit: "the same, squared; over samples",
      better: "lower",
      digits: 3,
      how: "How much that distance differs between samples. Lower means everything is learned at the same time.",
      pick: (network) => distance(network).variance,
      seedKeys: [`${path}.variance`],
    },
    {
      id: "H3.stability",
      title: "Stability",
      unit: "share kept, 0 to 1",
      better: "higher",
      digits: 2,
      how: "Of all foreground points ever learned, the share still there at the end. Higher means fewer detours.",
      pick: (network) => network.stability,
      seedKeys: ["stability"],
    },
  ];
}

/** Names of the six numbers by hypothesis. */
export const METRIC_TITLES: Readonly<Record<string, string>> = Object.fromEntries(
  sixMetrics().map(({ id, title }) => [id, title]),
);

/** How sharply the object stands out: no threshold is involved. */
export function gapMetric({ unit, foreground }: UnitNames): Metric {
  return {
    id: "entropyGap",
    title: `Entropy gap, ${foreground} to background`,
    unit: "nats",
    better: "higher",
    digits: 2,
    how: `How much more noise the layer tolerates on a background ${unit} than on one of the ${foreground}.`,
    pick: (network) => network.entropyGap,
    seedKeys: ["entropyGap"],
  };
}

/** A number of later versions, which a report of an earlier one lacks. */
export interface LaterMetric extends Omit<Metric, "pick" | "seedKeys"> {
  readonly pick: (network: NetworkView) => IntervalView | undefined;
}

/** How often the object lies below its background, and points gained since the initial weights. */
export function laterMetrics({ units, foreground: object }: UnitNames): readonly LaterMetric[] {
  const gained = (what: string): string =>
    `${what} of the last checkpoint minus those of the initial weights: what training added, whatever a network that learned nothing has.`;
  return [
    {
      id: "foregroundRank",
      title: `The ${object} below its background`,
      unit: "share of pairs of units, 0 to 1; 0.5 says nothing",
      better: "higher",
      digits: 2,
      how: `How often one of the ${units} of the ${object} has a lower entropy than one of the background. Named parts are left out.`,
      pick: (network) => network.foregroundRank,
    },
    {
      id: "foregroundGain",
      title: "Foreground points gained",
      unit: `${units} per sample, since step 0`,
      better: "higher",
      digits: 1,
      how: gained("Foreground points"),
      pick: (network) => network.foregroundGain,
    },
    {
      id: "backgroundGain",
      title: "Background points gained",
      unit: `${units} per sample, since step 0`,
      better: "lower",
      digits: 1,
      how: gained("Background points"),
      pick: (network) => network.backgroundGain,
    },
  ];
}

/** distilled − scratch of one number for every seed that has both. */
export function seedDifferences(
  task: TaskView,
  metric: { readonly seedKeys: readonly string[] },
): { readonly seed: number; readonly value: number }[] {
  const value = (seed: TaskView["bySeed"][number], role: string): number | null => {
    const row = seed.networks[role];
    for (const key of metric.seedKeys) {
      const found = row?.[key];
      if (found !== undefined && found !== null) return found;
    }
    return null;
  };
  return task.bySeed.flatMap((one) => {
    const distilled = value(one, "distilled");
    const scratch = value(one, "scratch");
    return distilled === null || scratch === null || one.seed === null
      ? []
      : [{ seed: one.seed, value: distilled - scratch }];
  });
}
