// How far checkpoints have moved, from their weights alone.

import { loadWeights, type ModelSource, openNetwork } from "@stillpoint/autodiff";
import type { WeightPath } from "@stillpoint/core";
import { PathMeter, type WeightValues } from "./path.ts";
import { layerWeight, weightNames, weightValues } from "./weights.ts";

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
  let meters: { readonly layer: PathMeter; readonly network: PathMeter } | undefined;
  const paths = new Map<number, WeightPaths>();
  for (const { step, read } of files) {
    const unread = await openNetwork(await read());
    const names = weightNames(unread.graph);
    const model = await loadWeights(unread, names);
    const values: WeightValues = new Map(names.map((name) => [name, weightValues(model, name)]));
    meters ??= {
      layer: new PathMeter([layerWeight(model.graph, layer)], values),
      network: new PathMeter(names, values),
    };
    const mark = (meter: PathMeter): WeightPath => ({ ...meter.mark(values), perStep: Number.NaN });
    paths.set(step, { layer: mark(meters.layer), network: mark(meters.network) });
  }
  return paths;
}
