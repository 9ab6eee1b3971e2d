// What a gradient rule sees and says. A rule turns cotangents of a node's outputs into cotangents of its inputs.

import type { Emitter } from "./emitter.ts";
import type { Dim, Node } from "./model/graph.ts";

export interface RuleContext {
  /** The node, already converted to the target opset (at least 18). */
  readonly node: Node;
  /** Appends nodes to the differentiated graph. */
  readonly g: Emitter;
  /** Cotangent of output i, of that output's full shape; undefined where no gradient arrives (absent is not zero). */
  cotangent(output: number): string | undefined;
  /** Whether input i leads back to a tensor whose gradient is asked for. */
  wanted(input: number): boolean;
  /** Name of input i; throws where the optional input is absent, see `has`. */
  input(index: number): string;
  has(input: number): boolean;
  /** Name of output i of the forward node; an optional output the model did not ask for is switched on. */
  output(index: number): string;
  /** Shape of a forward tensor. Throws `StillpointError MODEL` when it is not known. */
  dims(tensor: string): readonly Dim[];
  /** Integer values of a tensor that is constant in the graph, or undefined. */
  constantInts(tensor: string): readonly number[] | undefined;
  /** Float values (first entries) of a constant tensor, or undefined. */
  constantFloats(tensor: string): readonly number[] | undefined;
  int(attribute: string, otherwise: number): number;
  ints(attribute: string): readonly number[] | undefined;
  float(attribute: string, otherwise: number): number;
  floats(attribute: string): readonly number[] | undefined;
  string(attribute: string, otherwise: string): string;
  strings(attribute: string): readonly string[] | undefined;
  /** Throws `StillpointError OPERATOR` naming the node, the operator, what is unsupported and what to do. */
  unsupported(what: string): never;
  /**
   * Sums `cotangent` (shaped like `output`) over the axes along which `operand` was broadcast, and gives it the
   * operand's shape.
   */
  reduceTo(cotangent: string, operand: string, output: string): string;
  /**
   * Reshapes `value` to the shape of the forward tensor `like`. With one symbolic axis the target is a constant with
   * -1 there, so that a cotangent batch larger than the forward batch passes through.
   */
  reshapeLike(value: string, like: string): string;
  /** The forward node that puts a tensor out, or undefined for inputs, constants and the tensor cut at. */
  producer(tensor: string): Node | undefined;
  /** Whether a tensor leads back to a wanted one. */
  moves(tensor: string): boolean;
  /** Whether a cotangent of this node may be infinite or NaN, because an operator behind it has a pole. */
  readonly wild: boolean;
  /**
   * `value` where `condition` holds, else 0. A product with the condition as 0 and 1 (`mask` where there is one), a fifth
   * of the time of Where in ONNX Runtime 1.30, unless the cotangent is `wild`: 0 times infinity is no 0.
   */
  select(condition: string, value: string, mask?: string): string;
  /** Says that the emitted nodes are right only while forward tensors and cotangents have the same batch. */
  needsEqualBatches(): void;
  /** Broadcasts `value` to the shape of `like`; symbolic axes are taken from `value` where it has them. */
  expandLike(value: string, like: string): string;
}

/** Reverse-mode rule of one operator. */
export interface GradientRule {
  readonly op: string;
  /** `""` unless the operator is not ONNX's own. */
  readonly domain?: string;
  /** Inputs that can receive a gradient; others (indices, shapes, conditions) are constant for it. */
  readonly differentiable: readonly number[] | "all";
  /** Outputs that move with the inputs, all unless given; others (indices, masks, statistics) are constant. */
  moving?(node: Node): readonly number[];
  /** Whether a finite cotangent can become infinite at finite values, as behind a root at 0; never unless given. */
  pole?(context: RuleContext): boolean;
  /** One entry per input; undefined where none is wanted or none flows. */
  gradient(context: RuleContext): readonly (string | undefined)[];
}
