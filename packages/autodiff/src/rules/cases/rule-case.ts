// One node with example inputs: what the check of a gradient rule runs on.

import { drawNormal, type Tensor } from "@stillpoint/core";
import type { AttributeInput } from "../../emitter.ts";

export type Values = "normal" | "apart" | "positive" | readonly number[];

export interface CaseInput {
  readonly shape: readonly number[];
  /**
   * `normal` standard normal; `apart` distinct, 0.1 apart and at least 0.05 from every multiple of 0.1, so that kinks
   * stay out of a step's reach; `positive` between 0.5 and 2.
   */
  readonly values: Values;
  readonly type: "float32" | "int64" | "bool";
  /**
   * `batch` and `weight` inputs are differentiated; axis 0 of a `batch` input is the batch. `constant` ones are
   * initializers; `side` ones are fed and have a batch axis, but no gradient.
   */
  readonly role: "batch" | "weight" | "constant" | "side";
}

export interface RuleCase {
  readonly op: string;
  /** What this case varies. */
  readonly law: string;
  /** undefined leaves an optional input out. */
  readonly inputs: readonly (CaseInput | undefined)[];
  readonly attributes?: Readonly<Record<string, AttributeInput>>;
  /** Number of outputs; 1. */
  readonly outputs?: number;
  /** Outputs that get a cotangent; all. */
  readonly seeded?: readonly number[];
  /** 18 unless the form is newer. */
  readonly opset?: number;
  /** False where samples of a batch depend on each other, so that a cotangent cannot have more copies; true. */
  readonly perSample?: boolean;
}

export function batch(shape: readonly number[], values: Values = "normal"): CaseInput {
  return { shape, values, type: "float32", role: "batch" };
}

export function weight(shape: readonly number[], values: Values = "normal"): CaseInput {
  return { shape, values, type: "float32", role: "weight" };
}

export function constant(shape: readonly number[], values: Values): CaseInput {
  return { shape, values, type: "float32", role: "constant" };
}

/** A constant integer vector. */
export function integers(...values: number[]): CaseInput {
  return { shape: [values.length], values, type: "int64", role: "constant" };
}

/** A constant integer tensor. */
export function indices(shape: readonly number[], values: readonly number[]): CaseInput {
  return { shape, values, type: "int64", role: "constant" };
}

/** An integer tensor that is fed, axis 0 the batch. */
export function fedIndices(shape: readonly number[], values: readonly number[]): CaseInput {
  return { shape, values, type: "int64", role: "side" };
}

export function booleans(shape: readonly number[], values: readonly number[]): CaseInput {
  return { shape, values, type: "bool", role: "constant" };
}

/** The input's values as a tensor; the same for the same seed. */
export function caseTensor(input: CaseInput, seed: number): Tensor {
  const { shape, type } = input;
  const size = shape.reduce((total, dim) => total * dim, 1);
  if (type === "int64") return { type, shape, data: BigInt64Array.from(explicit(input), BigInt) };
  if (type === "bool") return { type, shape, data: Uint8Array.from(explicit(input)) };
  if (typeof input.values !== "string") return { type, shape, data: Float32Array.from(input.values) };
  const noise = new Float32Array(size);
  drawNormal({ seed, sample: "rule-case", purpose: input.values, pass: 0 }, noise);
  if (input.values === "normal") return { type, shape, data: noise };
  if (input.values === "positive") return { type, shape, data: noise.map((z) => 1.25 + 0.75 * Math.tanh(z)) };
  // Ranks of random numbers are a random order.
  const order = Array.from(noise.keys()).sort((a, b) => noise[a]! - noise[b]!);
  const data = new Float32Array(size);
  for (const [rank, index] of order.entries()) data[index] = (rank - Math.floor(size / 2)) / 10 + 0.05;
  return { type, shape, data };
}

function explicit({ values }: CaseInput): readonly number[] {
  return typeof values === "string" ? [] : values;
}
