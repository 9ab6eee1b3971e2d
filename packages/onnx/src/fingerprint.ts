// What makes two graphs the same graph with other weights.

import { type AttributeValue, ElementType, type Graph, type Initializer, type Model } from "@stillpoint/autodiff";

/** Operators whose float inputs are sizes: scales, and the ends of a range. */
const SIZED: ReadonlySet<string> = new Set(["Range", "Resize"]);

/** Everything shapes depend on: all but the values of float weights. */
export function fingerprint(model: Model): string {
  return digest(new TextEncoder().encode(JSON.stringify(graphKey(model.graph))));
}

function graphKey(graph: Graph): unknown {
  const sizes = new Set(graph.nodes.filter(({ op }) => SIZED.has(op)).flatMap(({ inputs }) => inputs));
  const nodes = graph.nodes.map((node) => [
    node.op,
    node.inputs,
    node.outputs,
    [...node.attributes].map(([name, value]) => [name, attributeKey(value)]),
  ]);
  const weights = [...graph.initializers.values()].map((tensor) => [
    tensor.name,
    tensor.dims,
    tensor.elementType,
    // Integers are sizes, axes and indices.
    tensor.elementType === ElementType.FLOAT && !sizes.has(tensor.name) ? "" : valuesKey(tensor),
  ]);
  return [nodes, weights, graph.inputs];
}

/** Large tables that were not read are told apart by their place. */
function valuesKey({ elementType, dims, data }: Initializer): unknown {
  const values = data instanceof Uint8Array ? digest(data) : [data.file.name, data.offset, data.length];
  return [elementType, dims, values];
}

function attributeKey(attribute: AttributeValue): unknown {
  if (attribute.kind === "tensor") return valuesKey(attribute.value);
  if (attribute.kind === "graph") return graphKey(attribute.value);
  return attribute.kind === "raw" ? digest(attribute.value) : attribute.value;
}

/** Murmur3's 32-bit finaliser: every input bit reaches every output bit. */
function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

const LANES: readonly number[] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x6a09e667];

/**
 * 128 bits of `bytes` as 32 hexadecimal digits: each lane folds their 32-bit words with its own constant. Tells graphs
 * of one process apart; it is no protection against someone who looks for two with the same.
 */
export function digest(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length - (bytes.length % 4);
  return LANES.map((lane) => {
    let h = mix(lane ^ bytes.length);
    for (let at = 0; at < whole; at += 4) h = mix(Math.imul(h, 5) + view.getUint32(at, true) + lane);
    for (let at = whole; at < bytes.length; at++) h = mix(Math.imul(h, 5) + view.getUint8(at) + lane);
    return (h >>> 0).toString(16).padStart(8, "0");
  }).join("");
}
