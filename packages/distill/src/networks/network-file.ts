// A finished network as an ONNX file.

import { ElementType, type Port, writeModel } from "@stillpoint/autodiff";
import type { Draft } from "./layers.ts";

const OPSET = 18;
const IR_VERSION = 8;

/** The file (opset 18, dynamic axis `batch`); `output` has shape `dims` per sample. */
export function networkFile(
  name: string,
  { g, weights }: Draft,
  inputs: readonly Port[],
  output: string,
  dims: readonly number[],
): Uint8Array {
  return writeModel({
    irVersion: IR_VERSION,
    opsets: new Map([["", OPSET]]),
    producer: "stillpoint",
    metadata: new Map(),
    graph: {
      name,
      nodes: g.nodes,
      initializers: new Map([...weights.initializers, ...g.constants]),
      inputs,
      outputs: [floatInput(output, dims)],
      declared: new Map(),
    },
  });
}

/** float32 `[batch, ...dims]` */
export function floatInput(name: string, dims: readonly number[]): Port {
  return { name, elementType: ElementType.FLOAT, dims: ["batch", ...dims] };
}

/** int64 `[batch, ...dims]` */
export function indexInput(name: string, dims: readonly number[]): Port {
  return { name, elementType: ElementType.INT64, dims: ["batch", ...dims] };
}
