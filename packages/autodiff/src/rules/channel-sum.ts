// The cotangent of a bias.

import type { RuleContext } from "../rule.ts";
import { range } from "./sizes.ts";

/** Sums a tensor `[N, C, ..]` of the given rank over everything but the channels: `[C]`. */
export function channelSum({ g }: RuleContext, value: string, rank: number): string {
  return g.op("ReduceSum", [value, g.int64([0, ...range(2, rank)])], { keepdims: 0 });
}
