// Opens the checkpoints of one training: what the first one taught about shapes serves the others.

import type { ModelSource } from "@stillpoint/autodiff";
import type { FeatureModel, Tensor } from "@stillpoint/core";
import { OnnxFeatureModel } from "./feature-model.ts";
import { type KnownShapes, loadNetwork } from "./network.ts";
import type { Runtime } from "./runtime.ts";

export interface OpenerOptions {
  readonly runtime: Runtime;
  /** The tensor noise is added to, or the path of the module whose output it is. */
  readonly from: string;
  /** Inputs of one sample, batch axis 1: tensor shapes are learned by running them. */
  readonly example: Readonly<Record<string, Tensor>>;
}

/** Cuts a network, its bytes or its file, between the perturbed tensor and `to`, a tensor or the path of a module. */
export type OpenNetwork = (id: string, source: ModelSource, to: string) => Promise<FeatureModel>;

/**
 * Opens networks one by one; a network with the graph of the first one is not run for its shapes. Whoever opens a model
 * closes it. Throws `MODEL` for a file that cannot be read or run, `LAYER` when it is first used.
 */
export function networkOpener({ runtime, from, example }: OpenerOptions): OpenNetwork {
  let like: KnownShapes | undefined;
  return async (id, source, to) => {
    const network = await loadNetwork(source, example, runtime, like, [from, to]);
    // Only what the next checkpoint needs: a network holds its weights.
    const { model: _, ...known } = network;
    const both = like?.fingerprint === known.fingerprint ? [...like.shapes, ...known.shapes] : undefined;
    if (both !== undefined) like = { ...known, shapes: new Map(both) };
    else like ??= known;
    return new OnnxFeatureModel({ id, network, runtime, from, to });
  };
}
