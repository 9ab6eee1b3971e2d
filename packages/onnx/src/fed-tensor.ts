// A tensor in the element type that a network's input takes.

import { ElementType, type Port } from "@stillpoint/autodiff";
import { StillpointError, type Tensor } from "@stillpoint/core";

const TYPES: ReadonlyMap<number, Tensor["type"]> = new Map([
  [ElementType.FLOAT, "float32"],
  [ElementType.INT64, "int64"],
  [ElementType.INT32, "int32"],
  [ElementType.BOOL, "bool"],
]);

/**
 * `tensor` as the input takes it. Token ids and masks come as int64 and become int32, float32 or, of 0 and 1 only, bool.
 * Throws `StillpointError MODEL` for any other difference, and for values the type cannot hold.
 */
export function fedTensor({ name, elementType }: Port, tensor: Tensor): Tensor {
  const wanted = TYPES.get(elementType);
  if (wanted === undefined || wanted === tensor.type) return tensor;
  const { shape, data } = tensor;
  if (tensor.type === "int64" && data instanceof BigInt64Array) {
    const numbers = Array.from(data, Number);
    const fits = wanted === "bool" ? isFlag : wanted === "int32" ? isInt32 : Number.isSafeInteger;
    const strange = numbers.find((value) => !fits(value));
    if (strange !== undefined) {
      throw new StillpointError("MODEL", `input ${name}: expected values of ${wanted}; got ${strange}; check the data`);
    }
    if (wanted === "float32") return { type: wanted, shape, data: Float32Array.from(numbers) };
    if (wanted === "int32") return { type: wanted, shape, data: Int32Array.from(numbers) };
    return { type: wanted, shape, data: Uint8Array.from(numbers) };
  }
  throw new StillpointError(
    "MODEL",
    `input ${name}: expected ${wanted}; got ${tensor.type}; check that the network is for this kind of data`,
  );
}

function isFlag(value: number): boolean {
  return value === 0 || value === 1;
}

function isInt32(value: number): boolean {
  return (value | 0) === value;
}
