// An ONNX graph as plain records. Weights stay byte ranges of the file they came from.

/** ONNX element types by their TensorProto number. */
export const ElementType = {
  /** Not said; only for outputs whose type the runtime infers. */
  UNDEFINED: 0,
  FLOAT: 1,
  UINT8: 2,
  INT8: 3,
  INT32: 6,
  INT64: 7,
  STRING: 8,
  BOOL: 9,
  FLOAT16: 10,
  DOUBLE: 11,
  BFLOAT16: 16,
} as const;

export type AttributeValue =
  | { readonly kind: "int"; readonly value: number }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "ints"; readonly value: readonly number[] }
  | { readonly kind: "floats"; readonly value: readonly number[] }
  | { readonly kind: "strings"; readonly value: readonly string[] }
  | { readonly kind: "tensor"; readonly value: Initializer }
  /** A sub-graph: a branch or the body of a loop. It reads tensors of the graphs around it by name. */
  | { readonly kind: "graph"; readonly value: Graph }
  /** Anything else (sparse tensors, lists of graphs), kept as its undecoded AttributeProto. */
  | { readonly kind: "raw"; readonly value: Uint8Array };

export interface Node {
  readonly op: string;
  /** `""` is the standard ONNX domain. */
  readonly domain: string;
  readonly name: string;
  /** `""` marks an absent optional input. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, AttributeValue>;
  /** What its exporter wrote down of the module it stands in; absent where it wrote nothing. */
  readonly metadata?: ReadonlyMap<string, string>;
}

/** A weight or constant. `proto` is its whole encoded TensorProto, a view into the original file where it came from one. */
export interface Initializer {
  readonly name: string;
  readonly elementType: number;
  readonly dims: readonly number[];
  readonly proto: Uint8Array;
  /** True when the values lie in another file (ONNX external data). */
  readonly external: boolean;
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

export interface Model {
  readonly irVersion: number;
  /** Operator-set version per domain; `""` is ONNX itself. */
  readonly opsets: ReadonlyMap<string, number>;
  /** ONNX's own version in the file, where the nodes have been brought to a later one. */
  readonly fileOpset?: number;
  readonly producer: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly graph: Graph;
}
