// Whole numbers as ONNX has them, of 64 bits.

const LARGEST = 2n ** 63n - 1n;
const SMALLEST = -(2n ** 63n);

/**
 * A number as an int64. Numbers beyond are its ends: exporters write "to the end" as the largest one, which is none of
 * JavaScript's. Throws `RangeError` for what is no whole number.
 */
export function integer(value: number): bigint {
  const exact = BigInt(value);
  if (exact > LARGEST) return LARGEST;
  return exact < SMALLEST ? SMALLEST : exact;
}
