// Weights laid end to end in one vector, so that an optimiser is one chain of operators and not one per weight.

import type { Emitter, Initializer } from "@stillpoint/autodiff";

/** Weights that share one vector of state. */
export interface FlatGroup {
  /** Name of the state tensor `[size]`. */
  readonly name: string;
  /** Whether weight decay applies. */
  readonly decayed: boolean;
  readonly weights: readonly Initializer[];
  readonly size: number;
}

/** Two groups, empty ones left out: weights that decay and weights that do not. Their names begin with `prefix`. */
export function flatGroups(
  prefix: string,
  weights: readonly Initializer[],
  decays: (weight: Initializer) => boolean,
): FlatGroup[] {
  return [true, false].flatMap((decayed) => {
    const members = weights.filter((weight) => decays(weight) === decayed);
    if (members.length === 0) return [];
    const size = members.reduce((sum, weight) => sum + scalars(weight), 0);
    return [{ name: `${prefix}${decayed ? "decayed" : "undecayed"}`, decayed, weights: members, size }];
  });
}

export function scalars(weight: Initializer): number {
  return weight.dims.reduce((product, dim) => product * dim, 1);
}

/** Makes every weight of the group available under its own name and shape. */
export function emitWeights(g: Emitter, group: FlatGroup): void {
  const single = group.weights.length === 1;
  const parts = group.weights.map((weight) => {
    if (single) return group.name;
    return weight.dims.length === 1 ? weight.name : g.fresh("Split");
  });
  if (!single) g.node("Split", [group.name, g.int64(group.weights.map(scalars))], parts, { axis: 0 });
  group.weights.forEach((weight, index) => {
    if (parts[index] !== weight.name) g.node("Reshape", [parts[index]!, g.int64(weight.dims)], [weight.name]);
  });
}

/** The parts of a flat vector `[size]`, one `[n_i]` per weight of the group. */
export function emitParts(g: Emitter, group: FlatGroup, vector: string): readonly string[] {
  const sizes = group.weights.map(scalars);
  if (sizes.length === 1) return [vector];
  return g.ops("Split", [vector, g.int64(sizes)], { axis: 0 }, sizes.length);
}

/** Tensors in the group's order, of the given ranks, flattened and laid end to end. */
export function emitFlat(g: Emitter, tensors: readonly (readonly [tensor: string, rank: number])[]): string {
  const flat = tensors.map(([tensor, rank]) => (rank === 1 ? tensor : g.op("Reshape", [tensor, g.int64([-1])])));
  return flat.length === 1 ? flat[0]! : g.op("Concat", flat, { axis: 0 });
}

/** The values of a group as one vector. */
export function joinValues(group: FlatGroup, values: (name: string) => Float32Array): Float32Array {
  const joined = new Float32Array(group.size);
  let offset = 0;
  for (const weight of group.weights) {
    joined.set(values(weight.name), offset);
    offset += scalars(weight);
  }
  return joined;
}

/** The inverse of `joinValues`: views into `joined` by weight name. */
export function splitValues(group: FlatGroup, joined: Float32Array): [string, Float32Array][] {
  let offset = 0;
  return group.weights.map((weight) => {
    const end = offset + scalars(weight);
    const part = joined.subarray(offset, end);
    offset = end;
    return [weight.name, part];
  });
}
