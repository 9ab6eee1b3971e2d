// Networks with fewer digits, so that they compress: float32 still, with ten bits of mantissa instead of 23.

import { ElementType, type Initializer, readModel, writeModel } from "@stillpoint/autodiff";
import { StillpointError } from "@stillpoint/core";

/** Bits behind the leading one. */
export const MANTISSA_BITS = 10;
/** A step of a rounded mantissa in units of the last of 23 bits. */
const STEP = 2 ** (23 - MANTISSA_BITS);
/** Bits of infinity; NaN lies above. */
const INFINITE = 0x7f800000;
const SIGN = 0x80000000;

/**
 * Each value rounded to the nearest with ten bits of mantissa, of two to the even one: off by at most 2⁻¹¹ of itself
 * (below 2⁻¹²⁶ by at most 2⁻¹³⁷). Zeros, infinities and NaN stay; what would round to infinity is rounded down.
 */
export function roundMantissas(values: Float32Array): Float32Array<ArrayBuffer> {
  const rounded = Float32Array.from(values);
  const bits = new Uint32Array(rounded.buffer);
  for (const [k, each] of bits.entries()) bits[k] = roundedBits(each);
  return rounded;
}

function roundedBits(bits: number): number {
  const sign = bits >= SIGN ? SIGN : 0;
  const magnitude = bits - sign;
  if (magnitude >= INFINITE) return bits;
  const below = Math.floor(magnitude / STEP) * STEP;
  const rest = magnitude - below;
  const isOdd = (below / STEP) % 2 === 1;
  const up = rest > STEP / 2 || (rest === STEP / 2 && isOdd);
  return sign + (up && below + STEP < INFINITE ? below + STEP : below);
}

/** The network with all its float32 weights rounded; all else is as it was. Throws `MODEL` for one that holds others. */
export function roundNetwork(onnx: Uint8Array): Uint8Array {
  const model = readModel(onnx);
  const { graph } = model;
  const constants = graph.nodes.filter(({ op }) => op === "Constant").map(({ outputs }) => outputs.join());
  if (constants.length > 0) {
    throw new StillpointError(
      "MODEL",
      `network: expected all weights as initializers; got Constant nodes for ${constants.slice(0, 3).join(", ")}; pack a network that was trained here`,
    );
  }
  const initializers = new Map([...graph.initializers].map(([name, tensor]) => [name, roundedTensor(tensor)]));
  return writeModel({ ...model, graph: { ...graph, initializers } });
}

function roundedTensor(tensor: Initializer): Initializer {
  if (tensor.elementType !== ElementType.FLOAT || !(tensor.data instanceof Uint8Array)) return tensor;
  // A copy, because floats of a file may lie at any byte.
  const values = new Float32Array(tensor.data.slice().buffer);
  return { ...tensor, data: new Uint8Array(roundMantissas(values).buffer) };
}
