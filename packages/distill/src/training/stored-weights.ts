// Weights as a file stores them, and the nodes that hand them on to where they are used.

import {
  ElementType,
  encodeTensor,
  type Graph,
  type Initializer,
  loadTensor,
  type Node,
  tensorValues,
  weightPieces,
} from "@stillpoint/autodiff";
import { StillpointError } from "@stillpoint/core";

/** A weight where it is stored. */
export interface StoredWeight {
  /** Name of the stored tensor: two uses of one name are one weight. */
  readonly name: string;
  readonly tensor: Initializer;
  /** The quantisation between the stored numbers and the weight. */
  readonly quantised?: {
    readonly scale: Initializer;
    readonly zeroPoint: Initializer | undefined;
    readonly axis: number;
  };
}

/** What a graph stores, by the name of its tensor, and which node computes the others. */
export interface StoredTensors {
  readonly tensors: ReadonlyMap<string, Initializer>;
  readonly producers: ReadonlyMap<string, Node>;
}

/** Nodes behind which all numbers of a weight are still there, in whatever order and precision. */
const CARRIERS: ReadonlySet<string> = new Set([
  "Identity",
  "Transpose",
  "Cast",
  "CastLike",
  "Reshape",
  "Flatten",
  "Squeeze",
  "Unsqueeze",
  "DequantizeLinear",
]);
/** Longest way between a weight and its use. */
const LONGEST_WAY = 16;

const FLOATS: ReadonlySet<number> = new Set([
  ElementType.FLOAT,
  ElementType.FLOAT16,
  ElementType.BFLOAT16,
  ElementType.DOUBLE,
]);

/** Initializers and the tensors of Constant nodes. */
export function storedTensors(graph: Graph): StoredTensors {
  const tensors = new Map(graph.initializers);
  const producers = new Map<string, Node>();
  for (const node of graph.nodes) {
    const constant = node.op === "Constant" && node.domain === "" ? constantOf(node) : undefined;
    if (constant !== undefined) tensors.set(node.outputs[0] ?? "", constant);
    else for (const output of node.outputs) producers.set(output, node);
  }
  return { tensors, producers };
}

function constantOf({ attributes }: Node): Initializer | undefined {
  const value = attributes.get("value");
  if (value?.kind === "tensor") return value.value;
  const floats = attributes.get("value_floats");
  if (floats?.kind === "floats") {
    return encodeTensor("", ElementType.FLOAT, [floats.value.length], Float32Array.from(floats.value));
  }
  const float = attributes.get("value_float");
  return float?.kind === "float" ? encodeTensor("", ElementType.FLOAT, [], Float32Array.of(float.value)) : undefined;
}

/** The float weight that a tensor is, directly or through carriers; undefined where it is computed or of integers. */
export function storedWeight({ tensors, producers }: StoredTensors, name: string): StoredWeight | undefined {
  let at = name;
  let quantised: StoredWeight["quantised"];
  for (let way = 0; way < LONGEST_WAY && at !== ""; way += 1) {
    const tensor = tensors.get(at);
    if (tensor !== undefined) {
      if (quantised !== undefined) return { name: at, tensor, quantised };
      return FLOATS.has(tensor.elementType) ? { name: at, tensor } : undefined;
    }
    const node = producers.get(at);
    if (node === undefined || node.domain !== "" || !CARRIERS.has(node.op)) return undefined;
    if (node.op === "DequantizeLinear") {
      const scale = tensors.get(node.inputs[1] ?? "");
      if (scale === undefined) return undefined;
      const axis = node.attributes.get("axis");
      const zeroPoint = tensors.get(node.inputs[2] ?? "");
      quantised = { scale, zeroPoint, axis: axis?.kind === "int" ? axis.value : 1 };
    }
    at = node.inputs[0] ?? "";
  }
  return undefined;
}

/** Numbers of a piece: a matrix of hundreds of megabytes is never in memory whole. */
const PIECE = 2 ** 20;

/**
 * The numbers of a weight in the order of the file, in float32 and in pieces of equal length but the last; the one place
 * where a weight's values are fetched. Throws `StillpointError MODEL` for a type that no weight has, or values that lie
 * elsewhere.
 */
export async function* storedPieces(weight: StoredWeight): AsyncGenerator<Float32Array> {
  const { tensor, quantised } = weight;
  if (quantised === undefined && tensor.elementType === ElementType.FLOAT && !(tensor.data instanceof Uint8Array)) {
    yield* weightPieces(tensor, PIECE);
    return;
  }
  const values = await storedValues(weight);
  for (let start = 0; start < values.length; start += PIECE) yield values.subarray(start, start + PIECE);
}

async function storedValues({ tensor, quantised }: StoredWeight): Promise<Float32Array> {
  const numbers = numbersOf(await loadTensor(tensor));
  if (quantised === undefined) return numbers instanceof Float32Array ? numbers : Float32Array.from(numbers);
  const scales = numbersOf(await loadTensor(quantised.scale));
  const zeros = quantised.zeroPoint === undefined ? undefined : numbersOf(await loadTensor(quantised.zeroPoint));
  const { dims } = tensor;
  const axis = quantised.axis < 0 ? quantised.axis + dims.length : quantised.axis;
  const inner = dims.slice(axis + 1).reduce((product, dim) => product * dim, 1);
  return Float32Array.from(numbers, (value, index) => {
    const channel = scales.length === 1 ? 0 : Math.floor(index / inner) % scales.length;
    return (value - (zeros?.[channel] ?? 0)) * scales[channel]!;
  });
}

type Numbers = Float32Array | Float64Array | Int32Array | Uint8Array | Int8Array;

function numbersOf(tensor: Initializer): Numbers {
  const { elementType, dims } = tensor;
  const count = dims.reduce((product, dim) => product * dim, 1);
  switch (elementType) {
    case ElementType.FLOAT:
    case ElementType.INT32: {
      const values = tensorValues(tensor);
      if (values instanceof Float32Array || values instanceof Int32Array) return values;
      break;
    }
    case ElementType.FLOAT16:
    case ElementType.BFLOAT16: {
      const bits = halves(tensor, count);
      const value = elementType === ElementType.FLOAT16 ? halfValue : upperHalfValue;
      return Float32Array.from(bits, value);
    }
    case ElementType.INT8:
      return new Int8Array(bytesOf(tensor));
    case ElementType.UINT8:
      return bytesOf(tensor);
    case ElementType.DOUBLE: {
      const bytes = bytesOf(tensor);
      if (bytes.length === 8 * count) return new Float64Array(bytes.buffer, bytes.byteOffset, count);
      break;
    }
  }
  throw new StillpointError(
    "MODEL",
    `weight ${tensor.name}: expected floats or quantised integers; got element type ${elementType}; export the network in float32`,
  );
}

/** Raw bytes, or one byte a value where the file lists them: what a tensor of bool is read as. */
function bytesOf(tensor: Initializer): Uint8Array {
  const bytes = tensorValues({ ...tensor, elementType: ElementType.BOOL });
  return bytes instanceof Uint8Array ? bytes : new Uint8Array();
}

/** 16 bits a value, from raw bytes or from the list of integers that hold them. */
function halves(tensor: Initializer, count: number): Uint16Array {
  const bytes = bytesOf(tensor);
  if (bytes.length === 2 * count) return new Uint16Array(bytes.buffer, bytes.byteOffset, count);
  return Uint16Array.from(numbersOf({ ...tensor, elementType: ElementType.INT32 }));
}

function halfValue(bits: number): number {
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function upperHalfValue(bits: number): number {
  return new Float32Array(Uint32Array.of(bits << 16).buffer)[0]!;
}
