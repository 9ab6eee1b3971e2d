// A layers model as names: what each layer reads, gives and holds.

import type * as tfjs from "@tensorflow/tfjs";
import type { NamedNetwork, NetworkNode, NetworkPort } from "./network-names.ts";

/** Every use of every layer, and the weights. */
export function describeLayers(model: tfjs.LayersModel): NamedNetwork {
  const names = new Map<number, string>();
  for (const symbol of model.inputs) names.set(symbol.id, symbol.sourceLayer.name);
  const uses = model.layers.flatMap((layer) => {
    const own = layer.inboundNodes;
    return own.map((node, k) => {
      const name = own.length === 1 ? layer.name : `${layer.name}:${k}`;
      for (const symbol of node.outputTensors) if (!names.has(symbol.id)) names.set(symbol.id, name);
      return { layer, node, name };
    });
  });
  const inputs = new Set(model.inputs.map((symbol) => symbol.sourceLayer.name));
  const nodes = uses.flatMap(({ layer, node, name }): NetworkNode[] => {
    const [output] = node.outputTensors;
    if (inputs.has(name) || output === undefined) return [];
    const { activation } = layer.getConfig();
    return [
      {
        name,
        op: layer.getClassName(),
        inputs: node.inputTensors.flatMap(({ id }) => names.get(id) ?? []),
        weights: layer.weights.map((weight) => weight.originalName),
        shape: output.shape,
        type: output.dtype,
        ...(typeof activation === "string" && activation !== "linear" ? { activation } : {}),
      },
    ];
  });
  const variables = new Map(model.weights.map((weight) => [weight.originalName, weight]));
  const integer = new Set(
    nodes.filter(({ op }) => op === "Embedding").flatMap((node) => node.inputs.filter((name) => inputs.has(name))),
  );
  return {
    // Ids that look up embeddings are whole numbers, whatever type their layer declares.
    inputs: model.inputs.map((symbol): NetworkPort => {
      const { name } = symbol.sourceLayer;
      return { name, type: integer.has(name) ? "int32" : symbol.dtype, shape: symbol.shape };
    }),
    outputs: model.outputs.map((symbol): NetworkPort => {
      return { name: names.get(symbol.id) ?? symbol.name, type: symbol.dtype, shape: symbol.shape };
    }),
    nodes: sorted(nodes, inputs),
    weights: Array.from(variables, ([name, { shape, dtype }]) => ({ name, type: dtype, shape: shape.map(Number) })),
    stored: new Map(Array.from(variables, ([name, weight]) => [name, weight.read()])),
  };
}

/** Each behind those it reads: layers are listed by depth, and a later use of one lies deeper than its first. */
function sorted(nodes: readonly NetworkNode[], inputs: ReadonlySet<string>): NetworkNode[] {
  const known = new Set(inputs);
  const done: NetworkNode[] = [];
  let pending = nodes;
  while (pending.length > 0) {
    const ready = pending.filter((node) => node.inputs.every((name) => known.has(name)));
    if (ready.length === 0) break;
    for (const { name } of ready) known.add(name);
    done.push(...ready);
    pending = pending.filter((node) => !ready.includes(node));
  }
  return done;
}
