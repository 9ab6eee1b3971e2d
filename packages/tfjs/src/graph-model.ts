// Inner tensors of a GraphModel, fed and fetched by name.

import { ensure, type FeatureModel } from "@stillpoint/core";
import type * as tfjs from "@tensorflow/tfjs";
import { type CutNetwork, featureModelOf } from "./feature-model.ts";
import { onlyName } from "./layers-model.ts";
import { fullTensorFlow, type TensorFlow } from "./tensorflow.ts";

/** A `GraphModel` of TensorFlow.js. */
export interface GraphNetwork {
  readonly inputNodes: readonly string[];
  execute(inputs: never): unknown;
}

export interface GraphModelOptions {
  readonly tf: TensorFlow;
  /** What noise is added to: an input of the model or any inner node. The only input unless given. */
  readonly from?: string;
  /** Name of the feature tensor: a node, `node:1` for its second output. */
  readonly to: string;
  /** `to` unless given. */
  readonly id?: string;
}

/**
 * A feature model of a converted TensorFlow graph between an input or inner node and a later node. Features lie
 * row-major as TensorFlow.js has them. `bind` takes the raw inputs by their names in `model.inputNodes`.
 *
 * Operators of a converted graph often have no gradient (`Einsum`, `TopKV2`, `GatherNd`) or no kernel on wasm.
 *
 * @throws USAGE where several inputs leave open which one is perturbed, and for another kind of model; `bind` throws LAYER for a name that does not
 *   exist, OPERATOR for control flow; gradients throw OPERATOR naming operator and backend
 */
export function fromGraphModel(model: GraphNetwork, options: GraphModelOptions): FeatureModel {
  ensure(isGraphModel(model), "USAGE", () => "model: expected a GraphModel; got something else; load it with tf");
  const { to } = options;
  const from = options.from ?? onlyName(model.inputNodes);
  return featureModelOf(options.id ?? to, fullTensorFlow(options.tf), graphCut(model, from, to));
}

function isGraphModel(value: GraphNetwork): value is GraphNetwork & tfjs.GraphModel {
  return "execute" in value && "modelSignature" in value;
}

/** The stretch between two nodes. */
export function graphCut(model: tfjs.GraphModel, from: string, to: string): CutNetwork {
  const fetch = (feeds: tfjs.NamedTensorMap, name: string): tfjs.Tensor => {
    const [found] = [model.execute(feeds, name)].flat();
    if (found === undefined) throw new Error(`${name} is not found in the graph`);
    return found;
  };
  return {
    inputNames: model.inputNodes,
    // A fetched tensor that is also fed has no way through the executor.
    perturbed: (inputs) => inputs[from] ?? fetch({ ...inputs }, from),
    perturbedAt: (name, inputs) => fetch({ ...inputs }, name),
    features: (x, inputs) => (from === to ? x : fetch({ ...inputs, [from]: x }, to)),
  };
}
