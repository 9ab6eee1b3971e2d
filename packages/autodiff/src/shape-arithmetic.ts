// Integers a graph computes from sizes that are fixed: exporters write sizes as Shape, Gather, Concat and arithmetic.

import type { Dim, Graph, Node } from "./model/graph.ts";
import type { Shapes } from "./shapes.ts";

/** Values of an integer tensor, row-major; undefined is an entry that depends on the batch. */
type Entries = readonly (number | undefined)[];

/** Shape arithmetic is short; longer tensors are indices and masks. */
const LONGEST = 64;

/**
 * Looks up integers by tensor name: those `stored` knows, and those computed from them and from fixed sizes in `shapes`.
 * Undefined for a tensor with an entry that is not known.
 */
export function shapeArithmetic(
  graph: Graph,
  shapes: Shapes,
  stored: (name: string) => readonly number[] | undefined,
): (name: string) => readonly number[] | undefined {
  const producers = new Map<string, Node>();
  for (const node of graph.nodes) for (const output of node.outputs) producers.set(output, node);
  const known = new Map<string, Entries | undefined>();

  const entries = (name: string): Entries | undefined => {
    if (known.has(name)) return known.get(name);
    const node = producers.get(name);
    const found = stored(name) ?? (node?.domain === "" ? compute(node, name) : undefined);
    known.set(name, found);
    return found;
  };

  const compute = (node: Node, name: string): Entries | undefined => {
    const source = node.inputs[0] ?? "";
    if (node.op === "Shape") return shapeOf(node, shapes.get(source));
    const size = shapes
      .get(name)
      ?.reduce<number>((total, dim) => total * (typeof dim === "number" ? dim : LONGEST + 1), 1);
    if (size === undefined || size > LONGEST) return undefined;
    const evaluate = EVALUATORS.get(node.op);
    const operands = evaluate === undefined ? [] : node.inputs.map((input) => entries(input));
    const result = operands.every((operand) => operand !== undefined) ? evaluate?.(operands, node, size) : undefined;
    return result?.length === size ? result : undefined;
  };

  return (name) => {
    const found = entries(name);
    const complete = found?.filter((entry) => entry !== undefined);
    return complete?.length === found?.length ? complete : undefined;
  };
}

function shapeOf(node: Node, dims: readonly Dim[] | undefined): Entries | undefined {
  const bound = (name: string, otherwise: number | undefined) => {
    const found = node.attributes.get(name);
    return found?.kind === "int" ? found.value : otherwise;
  };
  return dims
    ?.slice(bound("start", 0), bound("end", undefined))
    .map((dim) => (typeof dim === "number" ? dim : undefined));
}

/** Values of a node's output of `size` entries from those of its inputs; undefined where that is not covered. */
type Evaluate = (operands: readonly Entries[], node: Node, size: number) => Entries | undefined;

const same: Evaluate = ([values]) => values;

function binary(apply: (a: number, b: number) => number): Evaluate {
  return ([a = [], b = []], _, size) => {
    return Array.from({ length: size }, (_entry, index) => {
      const [x, y] = [a[a.length === 1 ? 0 : index], b[b.length === 1 ? 0 : index]];
      return x === undefined || y === undefined ? undefined : apply(x, y);
    });
  };
}

const gather: Evaluate = ([values = [], indices = []]) => {
  return indices.map((index) => (index === undefined ? undefined : values.at(index)));
};

/** Vectors only: other tensors with so few entries are not sizes. */
const slice: Evaluate = ([values, starts, ends, , steps]) => {
  const [start, end, step] = [starts?.[0], ends?.[0], steps === undefined ? 1 : steps[0]];
  if (start === undefined || end === undefined || step !== 1) return undefined;
  return values?.slice(start, end);
};

const range: Evaluate = ([starts, limits, deltas], _, size) => {
  const [start, limit, delta] = [starts?.[0], limits?.[0], deltas?.[0]];
  if (start === undefined || limit === undefined || delta === undefined) return undefined;
  return Array.from({ length: size }, (_entry, index) => start + index * delta);
};

const EVALUATORS: ReadonlyMap<string, Evaluate> = new Map<string, Evaluate>([
  ["Add", binary((a, b) => a + b)],
  ["Cast", same],
  ["Concat", (operands) => operands.flat()],
  ["Div", binary((a, b) => Math.trunc(a / b))],
  ["Gather", gather],
  ["Identity", same],
  ["Max", binary(Math.max)],
  ["Min", binary(Math.min)],
  ["Mul", binary((a, b) => a * b)],
  ["Range", range],
  ["Reshape", same],
  ["Slice", slice],
  ["Squeeze", same],
  ["Sub", binary((a, b) => a - b)],
  ["Unsqueeze", same],
]);
