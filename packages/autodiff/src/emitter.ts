// Appends nodes and constants to a graph under construction, with fresh names.

import { type AttributeValue, ElementType, type Initializer, type Node } from "./model/graph.ts";
import { integer } from "./model/integer.ts";
import { encodeTensor } from "./model/tensor.ts";

/** Attribute values by plain JavaScript type: integers are written `{ axis: 1 }`, floats `{ alpha: float(0.1) }`. */
export type AttributeInput = number | string | readonly number[] | AttributeValue;

/** A float attribute; plain numbers are integers. */
export function float(value: number): AttributeValue {
  return { kind: "float", value };
}

export class Emitter {
  readonly nodes: Node[] = [];
  readonly constants: Map<string, Initializer> = new Map();
  readonly #prefix: string;
  readonly #pooled: Map<string, string> = new Map();
  #count = 0;

  /** `prefix` keeps emitted names apart from those of the model. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** A name no other tensor of this emitter has. */
  fresh(hint: string): string {
    this.#count += 1;
    return `${this.#prefix}${hint}_${this.#count}`;
  }

  /** Appends a node with one output and returns that output's name. */
  op(op: string, inputs: readonly string[], attributes: Readonly<Record<string, AttributeInput>> = {}): string {
    return this.ops(op, inputs, attributes, 1)[0]!;
  }

  /** Appends a node with `outputs` outputs and returns their names. */
  ops(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeInput>>,
    outputs: number,
  ): string[] {
    const names = Array.from({ length: outputs }, () => this.fresh(op));
    this.node(op, inputs, names, attributes);
    return names;
  }

  /** Appends a node whose output names are given. */
  node(
    op: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Readonly<Record<string, AttributeInput>> = {},
  ): void {
    const entries = Object.entries(attributes).map(([key, value]) => [key, attribute(value)] as const);
    this.nodes.push({ op, domain: "", name: this.fresh(`${op}_node`), inputs, outputs, attributes: new Map(entries) });
  }

  /** A float32 constant; a scalar unless `dims` is given. Equal constants are shared. */
  float32(values: number | readonly number[], dims?: readonly number[]): string {
    const data = Float32Array.from(typeof values === "number" ? [values] : values);
    return this.#constant(ElementType.FLOAT, dims ?? (typeof values === "number" ? [] : [data.length]), data);
  }

  /** An int64 constant; 1-D for an array, a scalar for a number. */
  int64(values: number | readonly number[], dims?: readonly number[]): string {
    const data = BigInt64Array.from((typeof values === "number" ? [values] : values).map(integer));
    return this.#constant(ElementType.INT64, dims ?? (typeof values === "number" ? [] : [data.length]), data);
  }

  #constant(elementType: number, dims: readonly number[], data: Float32Array | BigInt64Array): string {
    const key = `${elementType}|${dims.join()}|${data.join()}`;
    const known = this.#pooled.get(key);
    if (known !== undefined) return known;
    const name = this.fresh("constant");
    this.constants.set(name, encodeTensor(name, elementType, dims, data));
    this.#pooled.set(key, name);
    return name;
  }
}

function attribute(value: AttributeInput): AttributeValue {
  if (typeof value === "number") return { kind: "int", value };
  if (typeof value === "string") return { kind: "string", value };
  return isList(value) ? { kind: "ints", value } : value;
}

function isList(value: AttributeInput): value is readonly number[] {
  return Array.isArray(value);
}
