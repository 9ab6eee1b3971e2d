// Batch normalisation in training mode, written out.

import { Emitter, type Initializer, type Node } from "@stillpoint/autodiff";
import { ensure } from "@stillpoint/core";

/**
 * Replaces every BatchNormalization with training_mode by the batch's mean, population variance (two passes) and a
 * normalisation with these. Names of what is added begin with `prefix`.
 *
 * ONNX Runtime's kernel writes the running statistics it puts out over the buffers of its inputs, constants included,
 * so that a second node or run that shares such a constant reads statistics of another layer (seen in 1.30 and 1.31).
 */
export function withoutBatchMode(
  prefix: string,
  nodes: readonly Node[],
  dims: (tensor: string) => readonly number[],
): { nodes: readonly Node[]; constants: ReadonlyMap<string, Initializer> } {
  const g = new Emitter(`${prefix}statistics/`);
  for (const node of nodes) {
    const mode = node.attributes.get("training_mode");
    if (node.op === "BatchNormalization" && mode?.kind === "int" && mode.value === 1) expand(g, node, dims);
    else g.nodes.push(node);
  }
  return { nodes: g.nodes, constants: g.constants };
}

function expand(g: Emitter, node: Node, dims: (tensor: string) => readonly number[]): void {
  const momentum = node.attributes.get("momentum");
  ensure(
    momentum?.kind === "float" && momentum.value === 0,
    "MODEL",
    () => `node ${node.name}: expected momentum 0 in training; got another; statistics are averaged outside of it`,
  );
  const [input, scale, shift] = node.inputs;
  const shape = dims(input!);
  const perChannel = g.int64([shape[1]!, ...shape.slice(2).map(() => 1)]);
  const axes = g.int64(shape.flatMap((_size, axis) => (axis === 1 ? [] : [axis])));
  const [output, mean, variance] = [0, 1, 2].map((index) => node.outputs[index] || g.fresh("statistic"));
  g.node("ReduceMean", [input!, axes], [mean!], { keepdims: 0 });
  const centred = g.op("Sub", [input!, g.op("Reshape", [mean!, perChannel])]);
  g.node("ReduceMean", [g.op("Mul", [centred, centred]), axes], [variance!], { keepdims: 0 });
  const epsilon = node.attributes.get("epsilon");
  const attributes = epsilon === undefined ? {} : { epsilon };
  g.node("BatchNormalization", [input!, scale!, shift!, mean!, variance!], [output!], attributes);
}
