// Which outputs of a node are tensors.

import { ElementType, type Node, subGraphs } from "@stillpoint/autodiff";

/** Operators that put out lists of tensors, which have no shape. */
const LISTS: ReadonlySet<string> = new Set([
  "Optional",
  "SequenceConstruct",
  "SequenceEmpty",
  "SequenceErase",
  "SequenceInsert",
  "SequenceMap",
  "SplitToSequence",
]);

/** A node's outputs that are tensors; a branch or body says of each output what it is. */
export function tensorsOf(node: Node): string[] {
  if (node.domain === "" && LISTS.has(node.op)) return [];
  const [inner] = subGraphs(node);
  // A loop's body puts out its condition first.
  const first = node.op === "Loop" ? 1 : 0;
  return node.outputs.filter((name, index) => {
    const kind = inner?.outputs[index + first]?.elementType;
    return name !== "" && kind !== ElementType.UNDEFINED;
  });
}
