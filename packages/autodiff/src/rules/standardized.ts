// Values brought to mean 0 and variance 1, and the adjoint of that: what normalizations share.

import type { Emitter } from "../emitter.ts";

export interface Standardized {
  /** x̂ = r (x - mean(x)) */
  readonly value: string;
  /** dx from the cotangent of x̂: r (s - mean(s) - x̂ mean(s x̂)). */
  toInput(cotangent: string): string;
}

/** x̂ = (x - mean)/√(variance + ε) over `axes`, biased variance; computed anew from x. */
export function standardized(g: Emitter, x: string, axes: readonly number[], epsilon: number): Standardized {
  const mean = (value: string) => g.op("ReduceMean", [value, g.int64(axes)]);
  const deviation = g.op("Sub", [x, mean(x)]);
  const variance = mean(g.op("Mul", [deviation, deviation]));
  const rate = g.op("Reciprocal", [g.op("Sqrt", [g.op("Add", [variance, g.float32(epsilon)])])]);
  const value = g.op("Mul", [deviation, rate]);
  return { value, toInput: (cotangent) => toInput(g, { value, rate, cotangent, axes }) };
}

/** r (s - mean(s) - x̂ mean(s x̂)) with x̂ `value`, r `rate`, s `cotangent`. */
export function toInput(
  g: Emitter,
  { value, rate, cotangent, axes }: { value: string; rate: string; cotangent: string; axes: readonly number[] },
): string {
  const mean = (summand: string) => g.op("ReduceMean", [summand, g.int64(axes)]);
  const along = g.op("Mul", [value, mean(g.op("Mul", [cotangent, value]))]);
  return g.op("Mul", [g.op("Sub", [g.op("Sub", [cotangent, mean(cotangent)]), along]), rate]);
}
