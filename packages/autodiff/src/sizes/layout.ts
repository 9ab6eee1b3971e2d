// Entries moved, picked, repeated and joined.

import { ElementType } from "../model/graph.ts";
import { isLoaded, tensorValues } from "../model/tensor.ts";
import {
  broadcastDims,
  broadcastEntry,
  build,
  complete,
  count,
  type Entries,
  fromFront,
  LONGEST,
  position,
  strides,
} from "./entries.ts";
import { type Evaluate, int, ints } from "./evaluate.ts";

const same: Evaluate = ({ operands: [source] }) => [source];

/** The same entries under another shape. */
function reshaped(source: Entries, dims: readonly number[]): Entries | undefined {
  return count(dims) === source.values.length ? { ...source, dims } : undefined;
}

const reshape: Evaluate = ({ node, operands: [source, shape], dims }) => {
  if (source === undefined) return undefined;
  if (dims !== undefined) return [reshaped(source, dims)];
  const target = complete(shape);
  if (target === undefined) return undefined;
  const kept = int(node, "allowzero", 0) === 1;
  const sizes = target.map((dim, axis) => (dim === 0 && !kept ? (source.dims[axis] ?? 0) : dim));
  const rest = count(sizes.filter((dim) => dim !== -1));
  return [
    reshaped(
      source,
      sizes.map((dim) => (dim === -1 ? source.values.length / rest : dim)),
    ),
  ];
};

const flatten: Evaluate = ({ node, operands: [source] }) => {
  if (source === undefined) return undefined;
  const axis = fromFront(int(node, "axis", 1), source.dims.length);
  return [reshaped(source, [count(source.dims.slice(0, axis)), count(source.dims.slice(axis))])];
};

const squeeze: Evaluate = ({ operands: [source, axes] }) => {
  if (source === undefined) return undefined;
  const named = axes === undefined ? source.dims.flatMap((dim, axis) => (dim === 1 ? [axis] : [])) : complete(axes);
  const dropped = named?.map((axis) => fromFront(axis, source.dims.length));
  return [
    dropped &&
      reshaped(
        source,
        source.dims.filter((_, axis) => !dropped.includes(axis)),
      ),
  ];
};

const unsqueeze: Evaluate = ({ operands: [source, axes] }) => {
  const named = complete(axes);
  if (source === undefined || named === undefined) return undefined;
  const rank = source.dims.length + named.length;
  const added = named.map((axis) => fromFront(axis, rank));
  const rest = [...source.dims];
  return [
    reshaped(
      source,
      Array.from({ length: rank }, (_, axis) => (added.includes(axis) ? 1 : (rest.shift() ?? 1))),
    ),
  ];
};

const transpose: Evaluate = ({ node, operands: [source] }) => {
  if (source === undefined) return undefined;
  const order = ints(node, "perm") ?? source.dims.map((_, axis) => source.dims.length - 1 - axis);
  const steps = strides(source.dims);
  const pick = (at: readonly number[]) => {
    return source.values[order.reduce((index, axis, place) => index + at[place]! * steps[axis]!, 0)];
  };
  return [
    build(
      source.elementType,
      order.map((axis) => source.dims[axis]!),
      pick,
    ),
  ];
};

const concat: Evaluate = ({ node, operands }) => {
  const parts = operands.filter((operand) => operand !== undefined);
  const [first] = parts;
  if (first === undefined) return undefined;
  const axis = fromFront(int(node, "axis", 0), first.dims.length);
  const dims = first.dims.map((dim, at) =>
    at === axis ? parts.reduce((sum, part) => sum + part.dims[axis]!, 0) : dim,
  );
  const pick = (at: readonly number[]) => {
    let place = at[axis]!;
    for (const part of parts) {
      if (place < part.dims[axis]!) return entryAt(part, at.with(axis, place));
      place -= part.dims[axis]!;
    }
    return undefined;
  };
  return [build(first.elementType, dims, pick)];
};

function entryAt({ dims, values }: Entries, at: readonly number[]): number | undefined {
  const steps = strides(dims);
  return values[at.reduce((index, place, axis) => index + place * steps[axis]!, 0)];
}

const gather: Evaluate = ({ node, operands: [source, indices] }) => {
  if (source === undefined || indices === undefined) return undefined;
  const axis = fromFront(int(node, "axis", 0), source.dims.length);
  const dims = [...source.dims.slice(0, axis), ...indices.dims, ...source.dims.slice(axis + 1)];
  const pick = (at: readonly number[]) => {
    const index = entryAt(indices, at.slice(axis, axis + indices.dims.length));
    if (index === undefined) return undefined;
    const place = fromFront(index, source.dims[axis]!);
    return entryAt(source, [...at.slice(0, axis), place, ...at.slice(axis + indices.dims.length)]);
  };
  return [build(source.elementType, dims, pick)];
};

/** Starts and ends as ONNX clamps them; steps of either sign. */
const slice: Evaluate = ({ operands: [source, starts, ends, axes, steps] }) => {
  const [from, to] = [complete(starts), complete(ends)];
  if (source === undefined || from === undefined || to === undefined) return undefined;
  const named = axes === undefined ? from.map((_, axis) => axis) : complete(axes);
  const strided = steps === undefined ? from.map(() => 1) : complete(steps);
  if (named === undefined || strided === undefined) return undefined;
  const cuts = source.dims.map((size) => ({ start: 0, step: 1, size }));
  for (const [index, given] of named.entries()) {
    const axis = fromFront(given, source.dims.length);
    const [size, step] = [source.dims[axis]!, strided[index]!];
    const clamp = (at: number, low: number, high: number) => Math.min(Math.max(fromFront(at, size), low), high);
    const start = step > 0 ? clamp(from[index]!, 0, size) : clamp(from[index]!, 0, size - 1);
    const end = step > 0 ? clamp(to[index]!, 0, size) : clamp(to[index]!, -1, size - 1);
    cuts[axis] = { start, step, size: Math.max(0, Math.ceil((end - start) / step)) };
  }
  const pick = (at: readonly number[]) => {
    return entryAt(
      source,
      at.map((place, axis) => cuts[axis]!.start + place * cuts[axis]!.step),
    );
  };
  return [
    build(
      source.elementType,
      cuts.map(({ size }) => size),
      pick,
    ),
  ];
};

const split: Evaluate = ({ node, operands: [source, given] }) => {
  if (source === undefined) return undefined;
  const axis = fromFront(int(node, "axis", 0), source.dims.length);
  const [size, parts] = [source.dims[axis]!, node.outputs.length];
  const chunk = Math.ceil(size / parts);
  const even = node.outputs.map((_, index) => Math.max(0, Math.min(chunk, size - index * chunk)));
  const sizes = given === undefined ? even : complete(given);
  let start = 0;
  return sizes?.map((length) => {
    const from = start;
    start += length;
    const pick = (at: readonly number[]) => entryAt(source, at.with(axis, from + at[axis]!));
    return build(source.elementType, source.dims.with(axis, length), pick);
  });
};

const expand: Evaluate = ({ operands: [source, shape], dims }) => {
  const target = complete(shape);
  if (source === undefined) return undefined;
  const like = target && broadcastDims([source, { elementType: 0, dims: target, values: [] }]);
  const to = like ?? dims;
  return [to && build(source.elementType, to, (at) => broadcastEntry(source, at))];
};

const tile: Evaluate = ({ operands: [source, repeats] }) => {
  const times = complete(repeats);
  if (source === undefined || times === undefined) return undefined;
  const dims = source.dims.map((dim, axis) => dim * times[axis]!);
  const pick = (at: readonly number[]) =>
    entryAt(
      source,
      at.map((place, axis) => place % source.dims[axis]!),
    );
  return [build(source.elementType, dims, pick)];
};

const constantOfShape: Evaluate = ({ node, operands: [shape] }) => {
  const dims = complete(shape);
  const value = node.attributes.get("value");
  const filler = value?.kind === "tensor" ? value.value : undefined;
  if (dims === undefined || (filler !== undefined && !isLoaded(filler))) return undefined;
  const entry = filler === undefined ? 0 : Number(tensorValues(filler)[0]);
  return [build(filler?.elementType ?? ElementType.FLOAT, dims, () => entry)];
};

const range: Evaluate = ({ operands: [from, to, by] }) => {
  const [start, limit, delta] = [from?.values[0], to?.values[0], by?.values[0]];
  if (from === undefined || start === undefined || limit === undefined || delta === undefined) return undefined;
  const size = Math.max(0, Math.ceil((limit - start) / delta));
  return size > LONGEST ? undefined : [build(from.elementType, [size], ([index = 0]) => start + index * delta)];
};

/** Constant padding; `axes` of opset 18 too. */
const pad: Evaluate = ({ node, operands: [source, pads, filler, axes] }) => {
  const mode = node.attributes.get("mode");
  const amounts = complete(pads);
  const plain = mode === undefined || (mode.kind === "string" && mode.value === "constant");
  if (source === undefined || amounts === undefined || !plain) return undefined;
  const named = axes === undefined ? source.dims.map((_, axis) => axis) : complete(axes);
  if (named === undefined) return undefined;
  const before = source.dims.map(() => 0);
  const dims = [...source.dims];
  for (const [index, given] of named.entries()) {
    const axis = fromFront(given, dims.length);
    before[axis] = amounts[index]!;
    dims[axis]! += amounts[index]! + amounts[index + named.length]!;
  }
  if (dims.some((dim) => dim < 0)) return undefined;
  const entry = filler === undefined ? 0 : filler.values[0];
  const pick = (at: readonly number[]) => {
    const inside = at.map((place, axis) => place - before[axis]!);
    const there = inside.every((place, axis) => place >= 0 && place < source.dims[axis]!);
    return there ? entryAt(source, inside) : entry;
  };
  return [build(source.elementType, dims, pick)];
};

/** `reduction` none: rows of `updates` written over those `indices` name. */
const scatterND: Evaluate = ({ node, operands: [source, indices, updates] }) => {
  const reduction = node.attributes.get("reduction");
  if (reduction?.kind === "string" && reduction.value !== "none") return undefined;
  const places = complete(indices);
  if (source === undefined || indices === undefined || updates === undefined || places === undefined) return undefined;
  const depth = indices.dims.at(-1) ?? 0;
  const steps = strides(source.dims);
  const width = count(source.dims.slice(depth));
  const values = [...source.values];
  for (let row = 0; row * depth < places.length; row += 1) {
    const at = places.slice(row * depth, (row + 1) * depth);
    const start = at.reduce((sum, place, axis) => sum + fromFront(place, source.dims[axis]!) * steps[axis]!, 0);
    for (let offset = 0; offset < width; offset += 1) values[start + offset] = updates.values[row * width + offset];
  }
  return [{ ...source, values }];
};

/** Positions of the entries that are not zero, one column each. */
const nonZero: Evaluate = ({ operands: [source] }) => {
  const values = complete(source);
  if (source === undefined || values === undefined) return undefined;
  const found = values.flatMap((value, index) => (value === 0 ? [] : [position(source.dims, index)]));
  const rank = source.dims.length;
  return [build(ElementType.INT64, [rank, found.length], ([axis = 0, column = 0]) => found[column]![axis])];
};

export const LAYOUT: ReadonlyMap<string, Evaluate> = new Map<string, Evaluate>([
  ["Concat", concat],
  ["ConstantOfShape", constantOfShape],
  ["Expand", expand],
  ["Flatten", flatten],
  ["Gather", gather],
  ["Identity", same],
  ["NonZero", nonZero],
  ["Pad", pad],
  ["Range", range],
  ["Reshape", reshape],
  ["ScatterND", scatterND],
  ["Slice", slice],
  ["Split", split],
  ["Squeeze", squeeze],
  ["Tile", tile],
  ["Transpose", transpose],
  ["Unsqueeze", unsqueeze],
]);
