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

/**
 * What keeps `to` from being that of a network in evaluation mode, by node: BatchNormalization and Dropout in training
 * mode, random numbers. Nodes that `to` does not need are not looked at. Returns undefined where there is nothing.
 */
export function trainingFault(graph: Graph, to: string): StillpointError | undefined {
  const { nodes } = ancestors(graph, [to], new Set());
  let constants: Constants | undefined;
  const training = (name: string) => {
    constants ??= new Constants(graph);
    return constants.ints(name)?.[0] !== 0;
  };
  for (const node of withInner(nodes)) {
    const fault = faultOf(node, training);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function withInner(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((node) => [node, ...subGraphs(node).flatMap((graph) => withInner(graph.nodes))]);
}

function faultOf(node: Node, training: (name: string) => boolean): StillpointError | undefined {
  const { op, domain, inputs, attributes } = node;
  if (domain !== "") return undefined;
  if (isRandom(node)) {
    return fault(node, "a network that draws no numbers", `a random operator`);
  }
  const switched = attributes.get("training_mode");
  const isTraining =
    (op === "BatchNormalization" && switched?.kind === "int" && switched.value === 1) ||
    (op === "Dropout" && (inputs[2] ?? "") !== "" && training(inputs[2]!));
  return isTraining ? fault(node, "evaluation mode", "training mode") : undefined;
}

function fault({ name, op }: Node, expected: string, got: string): StillpointError {
  return new StillpointError(
    "MODEL",
    `node ${name} (${op}): expected ${expected}; got ${got}; call model.eval() before torch.onnx.export, or choose a layer before it`,
  );
}
