// Whole numbers as ONNX has them, of 64 bits.

import { ensure } from "@stillpoint/core";

const LARGEST = 2n ** 63n - 1n;
const SMALLEST = -(2n ** 63n);

/**
 * A number as an int64. Numbers beyond are its ends: exporters write "to the end" as the largest one, which is none of
 * JavaScript's. Throws `StillpointError MODEL` for what is no whole number, as damaged attributes lead to.
 */
export function integer(value: number): bigint {
  ensure(
    Number.isInteger(value),
    "MODEL",
    () =>
      `graph: expected whole numbers for sizes and axes; got ${value}; an attribute such as strides is damaged, export the network again`,
  );
  const exact = BigInt(value);
  if (exact > LARGEST) return LARGEST;
  return exact < SMALLEST ? SMALLEST : exact;
}
