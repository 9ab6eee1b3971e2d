// What a training may call the weight behind a layer: exporters drop names, modules keep them.

import type { Graph, Node } from "@stillpoint/autodiff";
import { type UsedWeight, weightBehind } from "./weights.ts";

/** Names that an exporter gave, which no training knows. */
const ANONYMOUS = /^(onnx::.*|val_\d+|_?val_?\d+|\d+)$/;

/**
 * Names that a training's own record may have for the weight behind `layer`, the best first: the stored tensor's, that
 * of the bias added to its product, and the module's by TorchScript's scopes (`/layer1/layer1.0/conv1/Conv` is
 * `layer1.0.conv1`). Throws `StillpointError LAYER`.
 */
export function trainedNames(graph: Graph, layer: string): string[] {
  const used = weightBehind(graph, layer);
  const names = [
    ...(ANONYMOUS.test(used.name) ? [] : [used.name]),
    ...biasSiblings(graph, used),
    ...[used.node.name, ...used.node.outputs].flatMap(modulePath),
  ];
  return [...new Set(names)];
}

/** `encoder.dense.weight` for a product to which `encoder.dense.bias` is added, within the node or behind it. */
function biasSiblings(graph: Graph, { node }: UsedWeight): string[] {
  const [product] = node.outputs;
  const adding = graph.nodes.filter(({ op, inputs }) => op === "Add" && inputs.includes(product ?? ""));
  return [node.inputs[2] ?? "", ...adding.flatMap(({ inputs }) => inputs)]
    .filter((name) => graph.initializers.has(name) && /[._]bias$/.test(name) && !ANONYMOUS.test(name))
    .map((name) => name.replace(/bias$/, "weight"));
}

/** `/layer1/layer1.0/conv1/Conv_output_0` lies in `layer1.0.conv1`; nothing for other names. */
export function modulePath(name: Node["name"]): string[] {
  if (!name.startsWith("/")) return [];
  const scopes = name.split("/").slice(1, -1);
  const path = scopes.reduce(
    (outer, scope) => (outer === "" || scope.startsWith(`${outer}.`) ? scope : `${outer}.${scope}`),
    "",
  );
  return path === "" ? [] : [path];
}
