// What is known about the shape of every tensor.

import type { Dim, Graph } from "./model/graph.ts";

/** Shapes by tensor name; a symbolic axis is a string, equal strings are equal sizes. */
export type Shapes = ReadonlyMap<string, readonly Dim[]>;

/** Shapes a file declares: inputs, outputs, inner tensors and weights. Entries with unknown axes (`"?"`) are left out. */
export function declaredShapes(graph: Graph): Map<string, readonly Dim[]> {
  const shapes = new Map<string, readonly Dim[]>();
  for (const port of [...graph.declared.values(), ...graph.outputs, ...graph.inputs]) {
    if (port.dims !== undefined && !port.dims.includes("?")) shapes.set(port.name, port.dims);
  }
  for (const { name, dims } of graph.initializers.values()) shapes.set(name, dims);
  return shapes;
}

/** Batch sizes at which shapes are observed. */
const OBSERVED = [2, 3] as const;

/**
 * Joins shapes observed at batch 2 and 3: an axis that is the batch becomes `batch`, one that merges it with others, such
 * as samples times points, `256*batch`, and one that has a row beside it `1*batch+1`. A tensor whose rank depends on the
 * batch size is left out.
 */
export function joinShapes(
  first: ReadonlyMap<string, readonly number[]>,
  second: ReadonlyMap<string, readonly number[]>,
): Map<string, readonly Dim[]> {
  const joined = new Map<string, readonly Dim[]>();
  for (const [name, dims] of first) {
    const others = second.get(name);
    if (others?.length !== dims.length) continue;
    joined.set(
      name,
      dims.map((dim, axis) => (dim === others[axis] ? dim : batchAxis(dim, others[axis]!))),
    );
  }
  return joined;
}

function batchAxis(first: number, second: number): string {
  const factor = (second - first) / (OBSERVED[1] - OBSERVED[0]);
  const rest = first - factor * OBSERVED[0];
  if (rest !== 0) return `${factor}*batch${rest < 0 ? "" : "+"}${rest}`;
  return factor === 1 ? "batch" : `${factor}*batch`;
}

/** Whether an axis holds the batch together with other axes, so that a batch of one is more than one row. */
export function mergesBatch(dim: Dim): boolean {
  return typeof dim === "string" && dim.includes("*");
}

/** The sizes of a shape at a batch size. */
export function sizesAt(dims: readonly Dim[], batch: number): number[] {
  return dims.map((dim) => {
    if (typeof dim === "number") return dim;
    const [factor = "1", rest = ""] = mergesBatch(dim) ? dim.split("*batch") : [];
    return batch * Number(factor) + Number(rest);
  });
}

/** Number of symbolic axes. */
export function symbolicAxes(dims: readonly Dim[]): number {
  return dims.filter((dim) => typeof dim === "string").length;
}
