// Comparisons as 0/1 masks.

import type { Emitter } from "../emitter.ts";
import { ElementType } from "../model/graph.ts";

export interface Mask {
  /** bool */
  readonly holds: string;
  /** float32, 1 where it holds, else 0 */
  readonly value: string;
}

/** Where `comparison` (an operator such as Greater) holds between `a` and `b`. */
export function mask(g: Emitter, comparison: string, a: string, b: string): Mask {
  const holds = g.op(comparison, [a, b]);
  return { holds, value: g.op("Cast", [holds], { to: ElementType.FLOAT }) };
}
