import { StillpointError } from "@stillpoint/core";

export interface Tolerance {
  /** Relative to |expected|; 1e-5. */
  readonly relative?: number;
  /** Added to it; 0. */
  readonly absolute?: number;
}

/**
 * Passes when |actual − expected| ≤ absolute + relative·|expected| for every element.
 *
 * @throws RANGE naming the worst element; NaN never passes
 */
export function expectAllclose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { relative = 1e-5, absolute = 0 }: Tolerance = {},
): void {
  if (actual.length !== expected.length) {
    throw new StillpointError(
      "SHAPE",
      `arrays: expected ${expected.length} elements; got ${actual.length}; compare arrays of one length`,
    );
  }
  let worst = -1;
  let excess = 0;
  for (let k = 0; k < expected.length; k++) {
    const over = Math.abs(actual[k]! - expected[k]!) - absolute - relative * Math.abs(expected[k]!);
    if (Number.isNaN(over)) {
      worst = k;
      break;
    }
    if (over > excess) {
      worst = k;
      excess = over;
    }
  }
  if (worst === -1) return;
  throw new StillpointError(
    "RANGE",
    `element ${worst}: expected ${expected[worst]}; got ${actual[worst]}; ` +
      `tolerance ${absolute} + ${relative}·|expected|`,
  );
}

/** RMS difference of two maps after each map's mean is taken off: the *error* of the design, nats. */
export function centredDifference(left: ArrayLike<number>, right: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < left.length; i++) sum += left[i]! - right[i]!;
  const shift = sum / left.length;
  let square = 0;
  for (let i = 0; i < left.length; i++) square += (left[i]! - right[i]! - shift) ** 2;
  return Math.sqrt(square / left.length);
}
