// Values of tensors that are constant in a graph.

import type { Graph, Initializer } from "./model/graph.ts";
import { isLoaded, tensorValues } from "./model/tensor.ts";
import { shapeArithmetic } from "./shape-arithmetic.ts";
import type { Shapes } from "./shapes.ts";

/**
 * Looks up constant tensors: initializers and outputs of Constant nodes, through Identity; given shapes, also integers
 * computed from fixed sizes.
 */
export class Constants {
  readonly #tensors: Map<string, Initializer> = new Map();

  readonly #computed: (name: string) => readonly number[] | undefined;

  constructor(graph: Graph, shapes: Shapes = new Map()) {
    this.#computed = shapeArithmetic(graph, shapes, (name) => this.#stored(name));
    for (const [name, tensor] of graph.initializers) this.#tensors.set(name, tensor);
    for (const node of graph.nodes) {
      const output = node.outputs[0];
      if (output === undefined || node.domain !== "") continue;
      const value = node.attributes.get("value");
      const source = node.op === "Identity" ? this.#tensors.get(node.inputs[0] ?? "") : undefined;
      if (node.op === "Constant" && value?.kind === "tensor") this.#tensors.set(output, value.value);
      else if (source !== undefined) this.#tensors.set(output, source);
    }
  }

  has(name: string): boolean {
    return this.#tensors.has(name);
  }

  /** Integer values, or undefined when the tensor is not a known integer constant. */
  ints(name: string): readonly number[] | undefined {
    return this.#computed(name);
  }

  #stored(name: string): readonly number[] | undefined {
    const values = this.#values(name);
    return values === undefined || values instanceof Float32Array ? undefined : Array.from(values, Number);
  }

  /** Float values, or undefined when the tensor is not a known float constant. */
  floats(name: string): readonly number[] | undefined {
    const values = this.#values(name);
    return values instanceof Float32Array ? Array.from(values) : undefined;
  }

  #values(name: string): ReturnType<typeof tensorValues> | undefined {
    const tensor = this.#tensors.get(name);
    return tensor === undefined || !isLoaded(tensor) ? undefined : tensorValues(tensor);
  }
}
