// An ONNX graph as plain records. Weights stay byte ranges of the file they came from.

import type { ModelFile } from "./model-file.ts";

/** ONNX element types by their TensorProto number. */
export const ElementType = {
  /** Not said; only for outputs whose type the runtime infers. */
  UNDEFINED: 0,
  FLOAT: 1,
  UINT8: 2,
  INT8: 3,
  UINT16: 4,
  INT16: 5,
  INT32: 6,
  INT64: 7,
  STRING: 8,
  BOOL: 9,
  FLOAT16: 10,
  DOUBLE: 11,
  UINT32: 12,
  UINT64: 13,
  BFLOAT16: 16,
} as const;

export type AttributeValue =
  /** `exact` is given where `value`, a number, is not. */
  | { readonly kind: "int"; readonly value: number; readonly exact?: bigint }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "ints"; readonly value: readonly number[]; readonly exact?: readonly bigint[] }
  | { readonly kind: "floats"; readonly value: readonly number[] }
  | { readonly kind: "strings"; readonly value: readonly string[] }
  | { readonly kind: "tensor"; readonly value: Initializer }
  /** In the body of a function: the attribute of that name of the node that calls it. */
  | { readonly kind: "reference"; readonly value: string }
  /** A sub-graph: a branch or the body of a loop. It reads tensors of the graphs around it by name. */
  | { readonly kind: "graph"; readonly value: Graph }
  /** Anything else (sparse tensors, lists of graphs), kept as its undecoded AttributeProto. */
  | { readonly kind: "raw"; readonly value: Uint8Array };

export interface Node {
  readonly op: string;
  /** `""` is the standard ONNX domain. */
  readonly domain: string;
  /** Which of several functions of one name; absent for operators. */
  readonly overload?: string;
  readonly name: string;
  /** `""` marks an absent optional input. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, AttributeValue>;
  /** What its exporter wrote down of the module it stands in; absent where it wrote nothing. */
  readonly metadata?: ReadonlyMap<string, string>;
}

/** Where values lie that were not read: `length` bytes of `file` from `offset` on, of type `elementType`. */
export interface StoredRange {
  readonly file: ModelFile;
  readonly offset: number;
  readonly length: number;
  /** As stored; values of less than 32 bits, or of 64, become what the initializer says when they are loaded. */
  readonly elementType: number;
}

/** A weight or constant. */
export interface Initializer {
  readonly name: string;
  readonly elementType: number;
  readonly dims: readonly number[];
  /**
   * Its values, row-major and little endian (of strings their encoded fields), a view into the model's bytes where it
   * came from some; or where they lie, not read yet.
   */
  readonly data: Uint8Array | StoredRange;
}

/** One axis: a number, or the name of a symbolic size such as `batch`. `"?"` is a size nothing is known about. */
export type Dim = number | string;

/** A graph input or output. `dims` is undefined when not even the rank is declared. */
export interface Port {
  readonly name: string;
  readonly elementType: number;
  readonly dims: readonly Dim[] | undefined;
}

export interface Graph {
  readonly name: string;
  /** Topologically sorted. */
  readonly nodes: readonly Node[];
  readonly initializers: ReadonlyMap<string, Initializer>;
  /** Without those that merely repeat an initializer. */
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Declared types and shapes of inner tensors, as far as the file has them. */
  readonly declared: ReadonlyMap<string, Port>;
}

/** A function of the file itself, called like an operator. */
export interface LocalFunction {
  readonly name: string;
  readonly domain: string;
  readonly overload: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Attributes with a default value. */
  readonly defaults: ReadonlyMap<string, AttributeValue>;
  readonly nodes: readonly Node[];
  readonly opsets: ReadonlyMap<string, number>;
}

export interface Model {
  readonly irVersion: number;
  /** Operator-set version per domain; `""` is ONNX itself. */
  readonly opsets: ReadonlyMap<string, number>;
  /** ONNX's own version in the file, where the nodes have been brought to a later one. */
  readonly fileOpset?: number;
  readonly producer: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly graph: Graph;
  /** Functions that nodes of the graph call; `readNetwork` puts their nodes in place of the calls. */
  readonly functions?: readonly LocalFunction[];
  /** What reading changed that its user should know, a sentence each. */
  readonly notes?: readonly string[];
}
