// Which unit every scalar of the perturbed tensor belongs to, and the sums and spreads between the two.

import { FIXED, type Layer, type UnitInput } from "./contract.ts";
import { ensure } from "./errors.ts";

/** A sample's units laid over one layer's perturbed tensor. */
export interface UnitMap {
  /** n */
  readonly count: number;
  /** `[d]` the unit of every scalar, or `FIXED`. */
  readonly unitOf: Int32Array;
  /** `[n]` scalars per unit, at least 1. */
  readonly sizes: Int32Array;
}

function product(shape: readonly number[]): number {
  return shape.reduce((all, size) => all * size, 1);
}

/** Copies `data` of shape `from` to shape `to` by NumPy's rules: right-aligned, axes of size 1 repeat. */
function broadcast(data: Int32Array, from: readonly number[], to: readonly number[]): Int32Array {
  let block: Int32Array = data;
  const lead = to.length - from.length;
  // From the last axis to the first: everything right of `axis` already has its final size.
  let inner = 1;
  for (let axis = to.length - 1; axis >= 0; axis--) {
    const size = to[axis]!;
    const had = axis >= lead ? from[axis - lead]! : 1;
    if (had === 1 && size !== 1) {
      const rows = block.length / inner;
      const wider = new Int32Array(rows * size * inner);
      for (let row = 0; row < rows; row++) {
        const source = block.subarray(row * inner, (row + 1) * inner);
        for (let copy = 0; copy < size; copy++) wider.set(source, (row * size + copy) * inner);
      }
      block = wider;
    }
    inner *= size;
  }
  return block;
}

/**
 * Lays the units of `input` over the perturbed tensor of `layer`: `unitOf` broadcast to `[d]`.
 *
 * @throws ADAPTER when an index is outside `units`, a unit holds no scalar, or there is no unit at all;
 *   SHAPE when `unitOf` does not fit its own shape or does not broadcast to the tensor.
 */
export function mapUnits(input: UnitInput, layer: Pick<Layer, "shape" | "x0">): UnitMap {
  const { data, shape } = input.unitOf;
  const count = input.units.length;
  const target = layer.shape;
  ensure(count > 0, "ADAPTER", () => "units: expected at least one unit; got none; let the adapter return its units");
  ensure(
    data.length === product(shape),
    "SHAPE",
    () => `unitOf: expected ${product(shape)} indices for shape [${shape}]; got ${data.length}; make both agree`,
  );
  ensure(
    layer.x0.length === product(target),
    "SHAPE",
    () => `layer x0: expected ${product(target)} scalars for shape [${target}]; got ${layer.x0.length}; mend the layer`,
  );
  const lead = target.length - shape.length;
  ensure(
    lead >= 0 && shape.every((size, axis) => size === 1 || size === target[axis + lead]),
    "SHAPE",
    () =>
      `unitOf: expected a shape that broadcasts to the perturbed tensor [${target}]; got [${shape}]; ` +
      "use size 1 on axes that share a unit, such as [1, H, W] for pixels",
  );

  const unknown = data.findIndex((unit) => unit !== FIXED && (unit < 0 || unit >= count));
  ensure(
    unknown === -1,
    "ADAPTER",
    () =>
      `unitOf: expected indices below ${count} or ${FIXED}; got ${data[unknown]} at ${unknown}; number the units from 0`,
  );
  const sizes = countScalars(data, count);
  const empty = sizes.indexOf(0);
  ensure(
    empty === -1,
    "ADAPTER",
    () =>
      `unit ${empty} "${input.units[empty]?.label}": expected at least one scalar; got none; ` +
      "leave it out of units, or use a coarser grid than the input",
  );

  const unitOf = broadcast(data, shape, target);
  const copies = unitOf.length / data.length;
  return { count, unitOf, sizes: sizes.map((size) => size * copies) };
}

/** `[n]` how often each unit occurs. */
function countScalars(unitOf: Int32Array, count: number): Int32Array {
  const sizes = new Int32Array(count);
  for (let p = 0; p < unitOf.length; p++) {
    const unit = unitOf[p]!;
    if (unit !== FIXED) sizes[unit]! += 1;
  }
  return sizes;
}

/** One value per scalar `[d]` from one per unit `[n]`; fixed scalars get 0. */
export function spreadUnits(map: UnitMap, values: ArrayLike<number>): Float64Array {
  const { unitOf } = map;
  const scalars = new Float64Array(unitOf.length);
  for (let p = 0; p < unitOf.length; p++) {
    const unit = unitOf[p]!;
    if (unit !== FIXED) scalars[p] = values[unit]!;
  }
  return scalars;
}

/** Σ of `scalars[offset + p]` over the scalars p of each unit: `[d] -> [n]`, summed in order of p. */
export function sumUnits(map: UnitMap, scalars: ArrayLike<number>, offset = 0): Float64Array {
  const sums = new Float64Array(map.count);
  const { unitOf } = map;
  for (let p = 0; p < unitOf.length; p++) {
    const unit = unitOf[p]!;
    if (unit !== FIXED) sums[unit]! += scalars[offset + p]!;
  }
  return sums;
}

/** Σ of `left[leftOffset + p] · right[rightOffset + p]` over the scalars p of each unit: `[n]`. */
export function dotUnits(
  map: UnitMap,
  left: Float32Array,
  right: Float32Array,
  leftOffset = 0,
  rightOffset = 0,
): Float64Array {
  const sums = new Float64Array(map.count);
  const { unitOf } = map;
  // Neighbours mostly share a unit: its sum is held until another one comes.
  let unit: number = FIXED;
  let sum = 0;
  for (let p = 0; p < unitOf.length; p++) {
    const next = unitOf[p]!;
    if (next !== unit) {
      if (unit !== FIXED) sums[unit] = sum;
      unit = next;
      sum = next === FIXED ? 0 : sums[next]!;
    }
    sum += left[leftOffset + p]! * right[rightOffset + p]!;
  }
  if (unit !== FIXED) sums[unit] = sum;
  return sums;
}
