// A TensorFlow.js model on disk, open, with the graph that data are fitted to.

import { readFileSync } from "node:fs";
import type { Model } from "@stillpoint/autodiff";
import { ensure, type FeatureModel, type Tensor } from "@stillpoint/core";
import { type Backend, describeModel, openSavedNetwork, type SavedNetwork } from "@stillpoint/tfjs";
import { fileBeside, inNetwork } from "../files/model-file.ts";
import { ONLY_IDS, shadowModel } from "./shadow-model.ts";

export interface TfjsNetwork {
  readonly file: string;
  readonly network: SavedNetwork;
  /** What saving changed that one should know, a sentence each. */
  readonly notes: readonly string[];
  readonly producer: string;
  /** The network as an ONNX graph, for all that reads graphs and weights; it does not compute. */
  readonly model: Model;
  /** Inputs under the names of the network. */
  feeds(inputs: Readonly<Record<string, Tensor>>): Readonly<Record<string, Tensor>>;
  /** Cuts it between two tensors; the features take inputs as `feeds` does. */
  cut(from: string, to: string, id: string): FeatureModel;
}

/** Opens a model.json. Whoever opens it closes `network`. Throws `INPUT`, `MODEL` naming the file. */
export async function openTfjsNetwork(file: string, { tf }: Backend): Promise<TfjsNetwork> {
  try {
    const description = describeModel(readFileSync(file, "utf8"));
    const network = await openSavedNetwork(description, (shard) => readShard(file, shard), { tf });
    const model = shadowModel(network, description.producer);
    const [only] = network.inputs.map(({ name }) => name);
    const renamed = model.graph.inputs[0]?.name === ONLY_IDS && only !== undefined ? only : ONLY_IDS;
    const own = (name: string): string => (name === ONLY_IDS ? renamed : name);
    const feeds: TfjsNetwork["feeds"] = (inputs) =>
      Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [own(name), tensor]));
    return {
      file,
      network,
      notes: description.notes.map((note) => `${file}: ${note}`),
      producer: description.producer,
      model,
      feeds,
      cut: (from, to, id) => {
        const cut = network.cut({ from: own(from), to: own(to), id });
        return { ...cut, bind: (inputs) => cut.bind(feeds(inputs)) };
      },
    };
  } catch (cause) {
    throw inNetwork(file, cause);
  }
}

async function readShard(file: string, shard: string): Promise<Uint8Array> {
  const found = fileBeside(file, shard);
  ensure(
    found !== undefined,
    "INPUT",
    () => `weights: expected ${shard} beside the model.json; got no such file; copy it there`,
  );
  return found.read(0, found.size);
}
