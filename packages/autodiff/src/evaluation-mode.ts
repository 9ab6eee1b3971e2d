// Networks in training mode, and numbers drawn inside: their features are not those of the network that is used.

import { StillpointError } from "@stillpoint/core";
import { Constants } from "./constants.ts";
import { ancestors } from "./cut.ts";
import type { Graph, Node } from "./model/graph.ts";
import { subGraphs } from "./sub-graphs.ts";

const RANDOM: ReadonlySet<string> = new Set([
  "Bernoulli",
  "Multinomial",
  "RandomNormal",
  "RandomNormalLike",
  "RandomUniform",
  "RandomUniformLike",
]);

/** Whether the operator draws numbers. */
export function isRandom({ op, domain }: Node): boolean {
  return domain === "" && RANDOM.has(op);
}

/** Whether a node of the graph behaves as in training; a flag that is computed may be either, and counts as set. */
export function trainingMode(graph: Graph): (node: Node) => boolean {
  let constants: Constants | undefined;
  return ({ op, domain, attributes, inputs }) => {
    if (domain !== "") return false;
    const mode = attributes.get("training_mode");
    if (op === "BatchNormalization") return mode?.kind === "int" && mode.value !== 0;
    const flag = inputs[2] ?? "";
    if (op !== "Dropout" || flag === "") return false;
    constants ??= new Constants(graph);
    return constants.ints(flag)?.[0] !== 0;
  };
}

/**
 * What keeps `to` from being that of a network in evaluation mode, by node: BatchNormalization and Dropout in training
 * mode, random numbers. Nodes that `to` does not need are not looked at. Returns undefined where there is nothing.
 */
export function trainingFault(graph: Graph, to: string): StillpointError | undefined {
  const { nodes } = ancestors(graph, [to], new Set());
  const isTraining = trainingMode(graph);
  for (const node of withInner(nodes)) {
    const fault = faultOf(node, isTraining);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function withInner(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((node) => [node, ...subGraphs(node).flatMap((graph) => withInner(graph.nodes))]);
}

function faultOf(node: Node, isTraining: (node: Node) => boolean): StillpointError | undefined {
  if (isRandom(node)) return fault(node, "a network that draws no numbers", `a random operator`);
  return isTraining(node) ? fault(node, "evaluation mode", "training mode") : undefined;
}

function fault({ name, op }: Node, expected: string, got: string): StillpointError {
  return new StillpointError(
    "MODEL",
    `node ${name} (${op}): expected ${expected}; got ${got}; call model.eval() before torch.onnx.export, or choose a layer before it`,
  );
}
