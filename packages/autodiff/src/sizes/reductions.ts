// Sums, products and extremes over some axes, and running sums.

import { ElementType } from "../model/graph.ts";
import { build, complete, count, type Entries, fromFront, held, isFloat, position, strides } from "./entries.ts";
import { type Evaluate, int } from "./evaluate.ts";

function reduction(join: (values: readonly number[]) => number): Evaluate {
  return ({ node, operands: [source, given] }) => {
    if (source === undefined) return undefined;
    const rank = source.dims.length;
    const named = given === undefined ? [] : complete(given);
    if (named === undefined) return undefined;
    const none = named.length === 0;
    if (none && int(node, "noop_with_empty_axes", 0) === 1) return [source];
    const axes = none ? source.dims.map((_, axis) => axis) : named.map((axis) => fromFront(axis, rank));
    const reduced = reducedEntries(source, axes, join);
    const kept = int(node, "keepdims", 1) === 1;
    return [reduced && { ...reduced, dims: kept ? reduced.dims : reduced.dims.filter((_, at) => !axes.includes(at)) }];
  };
}

/** Reduced axes stay, of size 1. */
function reducedEntries(
  source: Entries,
  axes: readonly number[],
  join: (values: readonly number[]) => number,
): Entries | undefined {
  const steps = strides(source.dims);
  const inner = axes.map((axis) => source.dims[axis]!);
  const offsets = Array.from({ length: count(inner) }, (_, index) => {
    return position(inner, index).reduce((sum, place, at) => sum + place * steps[axes[at]!]!, 0);
  });
  const dims = source.dims.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
  return build(source.elementType, dims, (at) => {
    const start = at.reduce((sum, place, axis) => sum + place * steps[axis]!, 0);
    const values = offsets.map((offset) => source.values[start + offset]);
    const known = values.filter((value) => value !== undefined);
    if (known.length < values.length || known.length === 0) return undefined;
    const joined = held(source.elementType, join(known));
    return isFloat(source.elementType) || Number.isSafeInteger(joined) ? joined : undefined;
  });
}

/** Along one axis, `reverse` from its end, `exclusive` without the entry itself. */
const cumSum: Evaluate = ({ node, operands: [source, axes] }) => {
  const values = complete(source);
  const given = axes?.values[0];
  if (source === undefined || values === undefined || given === undefined) return undefined;
  const axis = fromFront(given, source.dims.length);
  const [step, size] = [strides(source.dims)[axis]!, source.dims[axis]!];
  const [backwards, exclusive] = [int(node, "reverse", 0) === 1, int(node, "exclusive", 0) === 1];
  const sum = (at: readonly number[]) => {
    const start = at.reduce(
      (index, place, other) => index + (other === axis ? 0 : place * strides(source.dims)[other]!),
      0,
    );
    const here = at[axis]!;
    return Array.from({ length: size }, (_, place) => place)
      .filter((place) => (backwards ? place > here : place < here) || (!exclusive && place === here))
      .reduce((total, place) => total + values[start + place * step]!, 0);
  };
  return [build(source.elementType, source.dims, sum)];
};

/** The position of the first largest (or smallest) entry along an axis. */
function extremePosition(better: (a: number, b: number) => boolean): Evaluate {
  return ({ node, operands: [source] }) => {
    if (source === undefined || complete(source) === undefined || int(node, "select_last_index", 0) === 1) {
      return undefined;
    }
    const axis = fromFront(int(node, "axis", 0), source.dims.length);
    const first = reducedEntries(source, [axis], (values) => {
      return values.reduce((best, value, index) => (better(value, values[best]!) ? index : best), 0);
    });
    const kept = int(node, "keepdims", 1) === 1;
    const dims = kept ? first?.dims : first?.dims.toSpliced(axis, 1);
    return [first && dims && { elementType: ElementType.INT64, dims, values: first.values }];
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

export const REDUCTIONS: ReadonlyMap<string, Evaluate> = new Map<string, Evaluate>([
  ["ArgMax", extremePosition((a, b) => a > b)],
  ["ArgMin", extremePosition((a, b) => a < b)],
  ["CumSum", cumSum],
  ["ReduceMax", reduction((values) => Math.max(...values))],
  ["ReduceMean", reduction((values) => sum(values) / values.length)],
  ["ReduceMin", reduction((values) => Math.min(...values))],
  ["ReduceProd", reduction((values) => values.reduce((product, value) => product * value, 1))],
  ["ReduceSum", reduction(sum)],
]);
