// Values of tensors that are constant in a graph.

import { ElementType, type Graph, type Initializer } from "./model/graph.ts";
import { isLoaded, tensorValues } from "./model/tensor.ts";
import { shapeArithmetic } from "./shape-arithmetic.ts";
import type { Shapes } from "./shapes.ts";
import { complete, count, type Entries, isFloat, LONGEST } from "./sizes/entries.ts";

/** Element types whose values are looked up. */
const READ: ReadonlySet<number> = new Set([ElementType.FLOAT, ElementType.INT32, ElementType.INT64, ElementType.BOOL]);

/**
 * Looks up constant tensors: initializers and outputs of Constant nodes, through Identity; given shapes, also small
 * tensors computed from fixed sizes.
 */
export class Constants {
  readonly #tensors: Map<string, Initializer> = new Map();

  readonly #computed: (name: string) => Entries | undefined;

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

  /** Integer values (booleans as 0 and 1), or undefined when the tensor is not a known integer constant. */
  ints(name: string): readonly number[] | undefined {
    const values = this.#values(name);
    if (values !== undefined) return values instanceof Float32Array ? undefined : Array.from(values, Number);
    const computed = this.#computed(name);
    return computed === undefined || isFloat(computed.elementType) ? undefined : complete(computed);
  }

  /** Float values, or undefined when the tensor is not a known float constant. */
  floats(name: string): readonly number[] | undefined {
    const values = this.#values(name);
    if (values !== undefined) return values instanceof Float32Array ? Array.from(values) : undefined;
    const computed = this.#computed(name);
    return computed !== undefined && isFloat(computed.elementType) ? complete(computed) : undefined;
  }

  /** A small tensor entry by entry, stored or computed; an entry that depends on the batch is undefined. */
  small(name: string): Entries | undefined {
    return this.#computed(name);
  }

  /** A small stored tensor, entry by entry. */
  #stored(name: string): Entries | undefined {
    const tensor = this.#tensors.get(name);
    if (tensor === undefined || count(tensor.dims) > LONGEST) return undefined;
    const values = this.#values(name);
    return values && { elementType: tensor.elementType, dims: tensor.dims, values: Array.from(values, Number) };
  }

  #values(name: string): ReturnType<typeof tensorValues> | undefined {
    const tensor = this.#tensors.get(name);
    if (tensor === undefined || !isLoaded(tensor) || !READ.has(tensor.elementType)) return undefined;
    return tensorValues(tensor);
  }
}
