// Small tensors a graph computes from sizes that are fixed: exporters write sizes and pads as Shape, Gather and arithmetic.

import type { Dim, Graph, Node } from "./model/graph.ts";
import type { Shapes } from "./shapes.ts";
import { ELEMENTWISE } from "./sizes/elementwise.ts";
import { count, type Entries, LONGEST, scalar, vector } from "./sizes/entries.ts";
import { type Evaluate, fixed } from "./sizes/evaluate.ts";
import { LAYOUT } from "./sizes/layout.ts";
import { REDUCTIONS } from "./sizes/reductions.ts";

const EVALUATORS: ReadonlyMap<string, Evaluate> = new Map([...ELEMENTWISE, ...LAYOUT, ...REDUCTIONS]);

/** Operators of ONNX's own domain that are computed, beside Shape and Size. */
export const EVALUATED: ReadonlySet<string> = new Set(EVALUATORS.keys());

/**
 * Looks up small tensors by name: those `stored` knows, and those computed from them and from fixed sizes in `shapes`.
 * Nothing that depends on the values of an input is known; an entry that depends on the batch is undefined.
 */
export function shapeArithmetic(
  graph: Graph,
  shapes: Shapes,
  stored: (name: string) => Entries | undefined,
): (name: string) => Entries | undefined {
  const known = new Map<string, Entries | undefined>();
  let swept = false;

  const entries = (name: string): Entries | undefined => {
    if (!known.has(name)) known.set(name, stored(name));
    return known.get(name);
  };

  /** Nodes come in the order of computing, so one sweep knows all there is to know. */
  const sweep = (): void => {
    for (const node of graph.nodes) {
      const found = node.domain === "" ? evaluated(node, shapes, entries) : undefined;
      found?.forEach((value, index) => {
        const name = node.outputs[index] ?? "";
        if (name !== "" && value !== undefined) known.set(name, value);
      });
    }
    swept = true;
  };

  return (name) => {
    const found = entries(name);
    if (found !== undefined || swept) return found;
    sweep();
    return known.get(name);
  };
}

function evaluated(
  node: Node,
  shapes: Shapes,
  entries: (name: string) => Entries | undefined,
): readonly (Entries | undefined)[] | undefined {
  const source = node.inputs[0] ?? "";
  if (node.op === "Shape") return [shapeOf(node, shapes.get(source))];
  if (node.op === "Size") return [sizeOf(shapes.get(source))];
  const evaluate = EVALUATORS.get(node.op);
  if (evaluate === undefined || node.inputs.length === 0) return undefined;
  const dims = fixed(shapes.get(node.outputs[0] ?? ""));
  if (dims !== undefined && count(dims) > LONGEST) return undefined;
  const operands: (Entries | undefined)[] = [];
  for (const input of node.inputs) {
    const operand = input === "" ? undefined : entries(input);
    if (input !== "" && operand === undefined) return undefined;
    operands.push(operand);
  }
  return evaluate({ node, operands, dims });
}

function shapeOf(node: Node, dims: readonly Dim[] | undefined): Entries | undefined {
  const bound = (name: string, otherwise: number | undefined) => {
    const found = node.attributes.get(name);
    return found?.kind === "int" ? found.value : otherwise;
  };
  const sizes = dims?.slice(bound("start", 0), bound("end", undefined));
  return sizes && vector(sizes.map((dim) => (typeof dim === "number" ? dim : undefined)));
}

function sizeOf(dims: readonly Dim[] | undefined): Entries | undefined {
  const sizes = fixed(dims);
  return dims && scalar(sizes && count(sizes));
}
