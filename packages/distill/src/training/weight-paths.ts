// How far checkpoints have moved, from their weights alone.

import { type Model, type ModelSource, openNetwork, weightPieces } from "@stillpoint/autodiff";
import type { WeightPath } from "@stillpoint/core";
import { layerWeight, weightNames } from "./weights.ts";

/** A checkpoint's file. */
export interface WeightFile {
  readonly step: number;
  /** Called once; large networks must not pile up in memory. */
  read(): Promise<ModelSource>;
}

/** Relative path lengths since the first file, of the weight matrix behind a layer and of all weights. */
export interface WeightPaths {
  readonly layer: WeightPath;
  readonly network: WeightPath;
}

/**
 * Paths summed over checkpoints in the order given, by step. The path per step is NaN: the steps between are not known.
 *
 * Throws `MODEL` for a file that is no network, `LAYER` where no weight lies behind the layer.
 */
export async function weightPaths(files: readonly WeightFile[], layer: string): Promise<Map<number, WeightPaths>> {
  const paths = new Map<number, WeightPaths>();
  let before: { readonly first: Model; readonly last: Model; readonly sums: Lengths } | undefined;
  for (const { step, read } of files) {
    const model = await openNetwork(await read());
    const first = before?.first ?? model;
    const names = weightNames(first.graph);
    const own = layerWeight(first.graph, layer);
    const moved = await squaredDistances(names, model, before?.last);
    const initial = before?.sums.initial ?? { layer: Math.sqrt(moved.each(own)), network: Math.sqrt(moved.all) };
    const lengths: Pair = {
      layer: before === undefined ? 0 : before.sums.lengths.layer + Math.sqrt(moved.each(own)),
      network: before === undefined ? 0 : before.sums.lengths.network + Math.sqrt(moved.all),
    };
    const path = (part: keyof Pair): WeightPath => {
      return { perStep: Number.NaN, perCheckpoint: lengths[part] / initial[part] };
    };
    paths.set(step, { layer: path("layer"), network: path("network") });
    before = { first, last: model, sums: { initial, lengths } };
  }
  return paths;
}

interface Pair {
  readonly layer: number;
  readonly network: number;
}

/** Norms of the first weights, and how far they have moved. */
interface Lengths {
  readonly initial: Pair;
  readonly lengths: Pair;
}

/** Squared distances between two checkpoints, or to 0; a piece of one weight is in memory at a time. */
async function squaredDistances(
  names: readonly string[],
  now: Model,
  before: Model | undefined,
): Promise<{ readonly all: number; each(name: string): number }> {
  const squares = new Map<string, number>();
  let all = 0;
  for (const name of names) {
    const weight = now.graph.initializers.get(name);
    const other = before?.graph.initializers.get(name);
    if (weight === undefined) continue;
    const others = other === undefined ? undefined : weightPieces(other);
    let own = 0;
    for await (const values of weightPieces(weight)) {
      const last = await others?.next();
      const lasting = last?.done === false ? last.value : undefined;
      for (let index = 0; index < values.length; index += 1) {
        const square = (values[index]! - (lasting?.[index] ?? 0)) ** 2;
        own += square;
        all += square;
      }
    }
    squares.set(name, own);
  }
  return { all, each: (name) => squares.get(name) ?? 0 };
}
