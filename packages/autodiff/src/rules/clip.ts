import type { GradientRule } from "../rule.ts";
import { mask } from "./mask.ts";

/**
 * y = min(max(x, low), high), y' = 1 strictly between the bounds, 0 at them and outside (PyTorch's ReLU6 and hardtanh;
 * its clamp lets the gradient pass at equality). The bounds get no gradient.
 */
export const clip: GradientRule = {
  op: "Clip",
  differentiable: [0],
  gradient: ({ g, cotangent, has, input, output }) => {
    const dy = cotangent(0)!;
    const y = output(0);
    const above = has(1) ? g.op("Greater", [y, input(1)]) : undefined;
    const below = has(2) ? g.op("Less", [y, input(2)]) : undefined;
    if (above !== undefined && below !== undefined) {
      return [g.op("Mul", [dy, g.op("Cast", [g.op("And", [above, below])], { to: 1 })])];
    }
    if (above !== undefined) return [g.op("Mul", [dy, mask(g, "Greater", y, input(1))])];
    if (below !== undefined) return [g.op("Mul", [dy, mask(g, "Less", y, input(2))])];
    return [dy];
  },
};
