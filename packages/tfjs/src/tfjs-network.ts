// A saved network, open, with the graph that data are fitted to.

import type { Model } from "@stillpoint/autodiff";
import type { FeatureModel, Tensor } from "@stillpoint/core";
import type { Backend } from "./backend.ts";
import { tensorNamed, withScopes } from "./graph-scopes.ts";
import { describeModel, type ReadShard } from "./model-files.ts";
import { openSavedNetwork, type SavedNetwork } from "./network.ts";
import { ONLY_IDS, shadowModel } from "./shadow-model.ts";

export interface TfjsNetwork {
  readonly network: SavedNetwork;
  /** What saving changed that one should know, a sentence each. */
  readonly notes: readonly string[];
  readonly producer: string;
  /** The network as an ONNX graph, for all that reads graphs and weights; it does not compute. */
  readonly model: Model;
  /** Inputs under the names of the network. */
  feeds(inputs: Readonly<Record<string, Tensor>>): Readonly<Record<string, Tensor>>;
  /** The tensor that a layer's name or a scope such as `model/block1` stands for. Throws `LAYER` with the nearest names. */
  tensorOf(name: string): string;
  /** Cuts it between two tensors; the features take inputs as `feeds` does. */
  cut(from: string, to: string, id: string): FeatureModel;
}

/**
 * Opens a model.json, given as text, with the shards that `read` gives. Whoever opens it closes `network`. Throws `MODEL`
 * for files that are none, and what `read` throws.
 */
export async function openTfjsNetwork(
  text: string,
  read: ReadShard,
  { tf }: Pick<Backend, "tf">,
): Promise<TfjsNetwork> {
  const description = describeModel(text);
  const network = await openSavedNetwork(description, read, { tf });
  const model = withScopes(shadowModel(network, description.producer));
  const [only] = network.inputs.map(({ name }) => name);
  const renamed = model.graph.inputs[0]?.name === ONLY_IDS && only !== undefined ? only : ONLY_IDS;
  const own = (name: string): string => (name === ONLY_IDS ? renamed : name);
  const feeds: TfjsNetwork["feeds"] = (inputs) =>
    Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [own(name), tensor]));
  return {
    network,
    notes: description.notes,
    producer: description.producer,
    model,
    feeds,
    tensorOf: (name) => (name === only ? name : tensorNamed(model, name)),
    cut: (from, to, id) => {
      const cut = network.cut({ from: own(from), to: own(to), id });
      return { ...cut, bind: (inputs) => cut.bind(feeds(inputs)) };
    },
  };
}
