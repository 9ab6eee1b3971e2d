// Weights randomised layer by layer from the top (Adebayo et al. 2018).

import type { Model } from "@stillpoint/autodiff";

/** The weights of one layer, named as the part of their names before the first dot. */
export interface WeightGroup {
  readonly name: string;
  readonly weights: readonly string[];
}

/** Layers with weights between `from` and the network's output, the top one first. */
export function groupsFromTop({ graph }: Model, from: string): WeightGroup[] {
  const behind = new Set([from]);
  const groups = new Map<string, string[]>();
  for (const { inputs, outputs } of graph.nodes) {
    if (!inputs.some((name) => behind.has(name))) continue;
    for (const name of outputs) behind.add(name);
    for (const weight of inputs) {
      if (!graph.initializers.has(weight) || !weight.includes(".")) continue;
      const layer = weight.slice(0, weight.indexOf("."));
      groups.set(layer, [...(groups.get(layer) ?? []), weight]);
    }
  }
  return [...groups].map(([name, weights]) => ({ name, weights })).reverse();
}

/** `model` with the weights of `groups` as `other` has them, a network of the same graph. */
export function withWeightsOf(model: Model, other: Model, groups: readonly WeightGroup[]): Model {
  const names = new Set(groups.flatMap(({ weights }) => weights));
  const initializers = new Map(
    [...model.graph.initializers].map(([name, own]) => {
      const drawn = names.has(name) ? other.graph.initializers.get(name) : own;
      if (drawn === undefined) throw new RangeError(`weight ${name}: expected in the untrained network; got none`);
      return [name, drawn] as const;
    }),
  );
  return { ...model, graph: { ...model.graph, initializers } };
}
