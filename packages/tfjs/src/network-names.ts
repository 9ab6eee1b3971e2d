// What can be named in a network: inputs, outputs, nodes and weights.

import type * as tfjs from "@tensorflow/tfjs";

/** An axis of null varies. */
export type NetworkShape = readonly (number | null)[];

/** An input or an output. */
export interface NetworkPort {
  readonly name: string;
  /** As TensorFlow.js calls it: `float32`, `int32`, `bool`. */
  readonly type: string;
  /** Undefined where nothing is said of it. */
  readonly shape: NetworkShape | undefined;
}

/** A layer of a layers model or a node of a graph: what can be named. */
export interface NetworkNode {
  readonly name: string;
  /** Class of the layer, or operator of the node. */
  readonly op: string;
  /** Names of nodes and inputs, in the operator's order. */
  readonly inputs: readonly string[];
  /** Names of its weights, in its own order. */
  readonly weights: readonly string[];
  /** Undefined where it is only known by running the network. */
  readonly shape: NetworkShape | undefined;
  readonly type: string | undefined;
  /** Name of the function it ends with; undefined for none. */
  readonly activation?: string;
}

/** A weight; other types than float32 have no values here. */
export interface NetworkWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: string;
}

/** A network as names, whichever of the two kinds it is, and its weights. */
export interface NamedNetwork {
  readonly inputs: readonly NetworkPort[];
  readonly outputs: readonly NetworkPort[];
  /** Each behind those it reads. */
  readonly nodes: readonly NetworkNode[];
  readonly weights: readonly NetworkWeight[];
  readonly stored: ReadonlyMap<string, tfjs.Tensor>;
}
