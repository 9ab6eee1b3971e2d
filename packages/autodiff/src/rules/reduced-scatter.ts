// The adjoint of updates that meet what is there by a maximum, a minimum or a product.

import { ElementType } from "../model/graph.ts";
import type { RuleContext } from "../rule.ts";
import { mask } from "./mask.ts";

/** ScatterElements along `axis`, as tensors of one rank. */
export interface ReducedScatter {
  readonly data: string;
  readonly updates: string;
  readonly indices: string;
  readonly axis: number;
  /** The result and its cotangent. */
  readonly result: string;
  readonly cotangent: string;
}

export interface ScatterGradients {
  readonly data: string;
  readonly updates: string;
}

/** Values that tie for the maximum (minimum) share the cotangent evenly, as in PyTorch's `scatter_reduce`. */
export function extremeScatter(context: RuleContext, scatter: ReducedScatter): ScatterGradients {
  const { g, select } = context;
  const { data, updates, indices, axis, result, cotangent } = scatter;
  const picked = (value: string) => g.op("GatherElements", [value, indices], { axis });
  const kept = mask(g, "Equal", data, result);
  const put = mask(g, "Equal", updates, picked(result));
  const count = g.op("ScatterElements", [kept.value, indices, put.value], { axis, reduction: "add" });
  const share = g.op("Div", [cotangent, count]);
  return {
    data: select(kept.holds, share, kept.value),
    updates: select(put.holds, picked(share), put.value),
  };
}

/** The cotangent times the product of the other factors, also where some are 0. */
export function productScatter({ g }: RuleContext, scatter: ReducedScatter): ScatterGradients {
  const { data, updates, indices, axis, cotangent } = scatter;
  const scattered = (value: string, added: string, reduction: string) =>
    g.op("ScatterElements", [value, indices, added], { axis, reduction });
  const picked = (value: string) => g.op("GatherElements", [value, indices], { axis });
  const factor = (value: string) => {
    const zero = g.op("Equal", [value, g.float32(0)]);
    const filled = g.op("Where", [zero, g.float32(1), value]);
    return { filled, count: g.op("Cast", [zero], { to: ElementType.FLOAT }) };
  };
  const [own, added] = [factor(data), factor(updates)];
  const product = scattered(own.filled, added.filled, "mul");
  const zeros = scattered(own.count, added.count, "add");
  const gradient = (dy: string, all: string, zerosThere: string, { filled, count }: typeof own) => {
    const alone = g.op("Equal", [zerosThere, count]);
    return g.op("Mul", [dy, g.op("Where", [alone, g.op("Div", [all, filled]), g.float32(0)])]);
  };
  return {
    data: gradient(cotangent, product, zeros, own),
    updates: gradient(picked(cotangent), picked(product), picked(zeros), added),
  };
}
