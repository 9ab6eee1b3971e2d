// Batch normalisation while training: statistics of the batch in the forward pass, our own running averages beside it.

import { type Emitter, float, type Initializer, type Node } from "@stillpoint/autodiff";
import { nextState } from "@stillpoint/onnx";
import { emitFlat, type FlatGroup, scalars } from "./flat-group.ts";

/** Weight of the newest batch in the running averages; PyTorch's default and convention. */
export const STATISTICS_MOMENTUM = 0.1;

/** Nodes in training mode, and what the running statistics are updated from. */
export interface TrainingNormalisation {
  readonly nodes: readonly Node[];
  /** One entry per normalisation in training mode. */
  readonly layers: readonly {
    readonly runningMean: string;
    readonly runningVariance: string;
    /** Output of the training node: mean of the batch `[c]`. */
    readonly mean: string;
    /** Output of the training node: population variance of the batch `[c]`. */
    readonly variance: string;
    /** The normalised input, for the number of values behind each statistic. */
    readonly input: string;
  }[];
}

/**
 * Switches every batch normalisation with a trained scale or shift to batch statistics. Momentum 0 makes ONNX Runtime
 * give the statistics of the batch itself as outputs.
 */
export function inTrainingMode(
  prefix: string,
  nodes: readonly Node[],
  trained: ReadonlySet<string>,
): TrainingNormalisation {
  const layers: TrainingNormalisation["layers"][number][] = [];
  const switched = nodes.map((node) => {
    const [input, scale, shift, runningMean, runningVariance] = node.inputs;
    if (node.op !== "BatchNormalization" || node.domain !== "") return node;
    if (!trained.has(scale ?? "") && !trained.has(shift ?? "")) return node;
    const mean = `${prefix}batch/${node.outputs[0]}/mean`;
    const variance = `${prefix}batch/${node.outputs[0]}/variance`;
    layers.push({ runningMean: runningMean!, runningVariance: runningVariance!, mean, variance, input: input! });
    const attributes = new Map(node.attributes);
    attributes.set("training_mode", { kind: "int", value: 1 });
    attributes.set("momentum", float(0));
    return { ...node, outputs: [node.outputs[0]!, mean, variance], attributes };
  });
  return { nodes: switched, layers };
}

/** Running means and running variances as two flat state vectors; empty without batch normalisation. */
export function statisticGroups(
  prefix: string,
  normalisation: TrainingNormalisation,
  initializers: ReadonlyMap<string, Initializer>,
): FlatGroup[] {
  if (normalisation.layers.length === 0) return [];
  const group = (name: string, members: readonly string[]): FlatGroup => {
    const weights = members.map((member) => initializers.get(member)!);
    return { name, decayed: false, weights, size: weights.reduce((sum, weight) => sum + scalars(weight), 0) };
  };
  return [
    group(
      `${prefix}running-mean`,
      normalisation.layers.map((layer) => layer.runningMean),
    ),
    group(
      `${prefix}running-variance`,
      normalisation.layers.map((layer) => layer.runningVariance),
    ),
  ];
}

/**
 * running ← 0.9 · running + 0.1 · batch, with the unbiased batch variance n / (n − 1) as PyTorch keeps it; n is the
 * number of values per channel in one batch, from `dims`.
 */
export function emitRunningStatistics(
  g: Emitter,
  normalisation: TrainingNormalisation,
  groups: readonly FlatGroup[],
  dims: (tensor: string) => readonly number[],
): void {
  const corrections = normalisation.layers.flatMap(({ input }) => {
    const shape = dims(input);
    const channels = shape[1]!;
    const count = shape.reduce((product, dim) => product * dim, 1) / channels;
    return Array.from({ length: channels }, () => (STATISTICS_MOMENTUM * count) / Math.max(1, count - 1));
  });
  const means = emitFlat(
    g,
    normalisation.layers.map((layer) => [layer.mean, 1]),
  );
  const variances = emitFlat(
    g,
    normalisation.layers.map((layer) => [layer.variance, 1]),
  );
  const newest = [
    g.op("Mul", [means, g.float32(STATISTICS_MOMENTUM)]),
    g.op("Mul", [variances, g.float32(corrections)]),
  ];
  groups.forEach((group, index) => {
    const kept = g.op("Mul", [group.name, g.float32(1 - STATISTICS_MOMENTUM)]);
    g.node("Add", [kept, newest[index]!], [nextState(group.name)]);
  });
}
