// The scopes that names of a converted graph tell, as paths of modules, so that layers are found by them.

import { locateLayer, type Model } from "@stillpoint/autodiff";

/** Where a graph's nodes say which modules they stand in. */
const SCOPES = "pkg.torch.onnx.name_scopes";

/** What TensorFlow puts around a whole function. */
const AROUND = /^(Stateful)?PartitionedCall(_\d+)?$/;

/** A network's graph in which `StatefulPartitionedCall/model/block1/Relu` stands in the modules `model` and `model.block1`. */
export function withScopes(model: Model): Model {
  const nodes = model.graph.nodes.map((node) => {
    const [name = ""] = node.outputs;
    const parts = name.split("/").filter((part, k) => part !== "" && !(k === 0 && AROUND.test(part)));
    if (parts.length < 2) return node;
    const paths = parts.slice(0, -1).map((_, k) => parts.slice(0, k + 1).join("."));
    const metadata = new Map([[SCOPES, [...paths, node.op].map((path) => JSON.stringify(path)).join(", ")]]);
    return { ...node, metadata };
  });
  return { ...model, graph: { ...model.graph, nodes } };
}

/**
 * The tensor a layer's name stands for: itself, or a scope's output, `model/block1` and `model.block1` alike; scopes in
 * front may be left out. Throws `LAYER` for a name the network does not have, and one that several scopes end with.
 */
export function tensorNamed({ graph }: Pick<Model, "graph">, name: string): string {
  const dotted = name.replaceAll("/", ".");
  const isTensor = graph.nodes.some(({ outputs }) => outputs.includes(name));
  try {
    return locateLayer(graph, isTensor ? name : dotted).tensor;
  } catch (cause) {
    // The nearest names are those of the name as it was written.
    if (!isTensor && dotted !== name && /does not have/.test(String(cause))) return locateLayer(graph, name).tensor;
    throw cause;
  }
}
