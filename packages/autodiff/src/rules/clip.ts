import type { GradientRule } from "../rule.ts";

/**
 * y = min(max(x, low), high), y' = 1 strictly between the bounds, 0 at them and outside (PyTorch's ReLU6 and hardtanh;
 * its clamp lets the gradient pass at equality). The bounds get no gradient.
 */
export const clip: GradientRule = {
  op: "Clip",
  differentiable: [0],
  gradient: ({ g, cotangent, has, input, output, select }) => {
    const dy = cotangent(0)!;
    const y = output(0);
    const above = has(1) ? g.op("Greater", [y, input(1)]) : undefined;
    const below = has(2) ? g.op("Less", [y, input(2)]) : undefined;
    if (above !== undefined && below !== undefined) return [select(g.op("And", [above, below]), dy)];
    const inside = above ?? below;
    return [inside === undefined ? dy : select(inside, dy)];
  },
};
