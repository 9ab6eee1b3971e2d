// Fully connected networks on vectors, as ONNX files.

import { ElementType, Emitter, encodeTensor, type Initializer, writeModel } from "@stillpoint/autodiff";
import { drawNormal } from "@stillpoint/core";

/** Name of the input `[batch, d]`. */
export const VECTOR_INPUT = "x";

/**
 * A perceptron from `widths[0]` features over hidden layers to `widths.at(-1)` logits, ReLU between; layers `fc1`, `fc2`, ...
 * with weights `[out, in]` of variance 2 / in (1 / in for the last), biases 0. The same seed gives the same bytes.
 */
export function perceptron(widths: readonly number[], seed: number): Uint8Array {
  const g = new Emitter("perceptron/");
  const weights = new Map<string, Initializer>();
  let tensor = VECTOR_INPUT;
  for (let layer = 1; layer < widths.length; layer++) {
    const [from, to, name] = [widths[layer - 1]!, widths[layer]!, `fc${layer}`];
    const last = layer === widths.length - 1;
    const matrix = new Float32Array(from * to);
    drawNormal({ seed, sample: name, purpose: "initial weights", pass: 0 }, matrix);
    const deviation = Math.sqrt((last ? 1 : 2) / from);
    const scaled = matrix.map((value) => value * deviation);
    weights.set(`${name}.weight`, encodeTensor(`${name}.weight`, ElementType.FLOAT, [to, from], scaled));
    weights.set(`${name}.bias`, encodeTensor(`${name}.bias`, ElementType.FLOAT, [to], new Float32Array(to)));
    g.node("Gemm", [tensor, `${name}.weight`, `${name}.bias`], [name], { transB: 1 });
    if (!last) g.node("Relu", [name], [`${name}.relu`]);
    tensor = last ? name : `${name}.relu`;
  }
  const port = (name: string, size: number) => ({ name, elementType: ElementType.FLOAT, dims: ["batch", size] });
  return writeModel({
    irVersion: 8,
    opsets: new Map([["", 18]]),
    producer: "stillpoint",
    metadata: new Map(),
    graph: {
      name: "perceptron",
      nodes: g.nodes,
      initializers: new Map([...weights, ...g.constants]),
      inputs: [port(VECTOR_INPUT, widths[0]!)],
      outputs: [port(tensor, widths.at(-1)!)],
      declared: new Map(),
    },
  });
}
