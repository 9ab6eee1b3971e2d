// 0/1 masks as float32 tensors.

import type { Emitter } from "../emitter.ts";
import { ElementType } from "../model/graph.ts";

/** 1 where `comparison` (an operator such as Greater) holds between `a` and `b`, else 0. */
export function mask(g: Emitter, comparison: string, a: string, b: string): string {
  return g.op("Cast", [g.op(comparison, [a, b])], { to: ElementType.FLOAT });
}
