// What ONNX calls element types, and how many bytes their values take.

import { StillpointError } from "@stillpoint/core";
import { ElementType } from "./graph.ts";

/** Bits of a value by TensorProto number; strings have none. */
const BITS: ReadonlyMap<number, number> = new Map([
  [ElementType.FLOAT, 32],
  [ElementType.UINT8, 8],
  [ElementType.INT8, 8],
  [ElementType.UINT16, 16],
  [ElementType.INT16, 16],
  [ElementType.INT32, 32],
  [ElementType.INT64, 64],
  [ElementType.BOOL, 8],
  [ElementType.FLOAT16, 16],
  [ElementType.DOUBLE, 64],
  [ElementType.UINT32, 32],
  [ElementType.UINT64, 64],
  // complex64, complex128
  [14, 64],
  [15, 128],
  [ElementType.BFLOAT16, 16],
  // float8 in four forms, 4-bit integers and floats, float8 of exponents alone, 2-bit integers
  ...[17, 18, 19, 20].map((type) => [type, 8] as const),
  ...[21, 22, 23].map((type) => [type, 4] as const),
  [24, 8],
  ...[25, 26].map((type) => [type, 2] as const),
]);

/** Bits of one value; undefined for strings and types that are not known. */
export function elementBits(elementType: number): number | undefined {
  return BITS.get(elementType);
}

/** More axes than any operator takes. */
const MOST_AXES = 64;

/**
 * Bytes of a tensor's values; undefined where its type has no fixed size. Throws `StillpointError MODEL` for sizes that
 * no tensor has.
 */
export function byteLength(name: string, elementType: number, dims: readonly number[]): number | undefined {
  const count = dims.reduce((product, dim) => product * dim, 1);
  const possible =
    dims.length <= MOST_AXES && dims.every((dim) => Number.isSafeInteger(dim) && dim >= 0) && count <= 2 ** 48;
  if (!possible) {
    throw new StillpointError(
      "MODEL",
      `tensor ${name}: expected sizes that a tensor can have; got ${dims.slice(0, 8).join("x")}${dims.length > 8 ? "x..." : ""}; the file is damaged, export it again`,
    );
  }
  const bits = elementBits(elementType);
  return bits === undefined ? undefined : Math.ceil((count * bits) / 8);
}

const LARGEST = 3.4028234663852886e38;

/**
 * Values of another float type as those of float32: exact for 16 bits, rounded for 64; what is finite stays finite,
 * because the lowest double is a common mask. Throws `StillpointError MODEL` for a type that is no float.
 */
export function toFloat32(values: Uint8Array, elementType: number): Uint8Array {
  if (elementType === ElementType.FLOAT) return values;
  const view = new DataView(values.buffer, values.byteOffset, values.byteLength);
  const width = elementType === ElementType.DOUBLE ? 8 : 2;
  const floats = new Float32Array(values.byteLength / width);
  const words = new Uint32Array(floats.buffer);
  for (let k = 0; k < floats.length; k++) {
    if (elementType === ElementType.FLOAT16) floats[k] = halfToNumber(view.getUint16(2 * k, true));
    else if (elementType === ElementType.BFLOAT16) words[k] = view.getUint16(2 * k, true) << 16;
    else if (elementType === ElementType.DOUBLE) floats[k] = rounded(view.getFloat64(8 * k, true));
    else
      throw new StillpointError(
        "MODEL",
        `tensor: expected a float type; got element type ${elementType}; export it as float32`,
      );
  }
  return new Uint8Array(floats.buffer);
}

function rounded(value: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(value, -LARGEST), LARGEST) : value;
}

/** IEEE 754 half precision: sign, 5 bits of exponent, 10 of fraction. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
