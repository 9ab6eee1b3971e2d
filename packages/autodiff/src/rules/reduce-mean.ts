import type { GradientRule, RuleContext } from "../rule.ts";
import { reduction, spreadOver } from "./reduction.ts";
import { product } from "./sizes.ts";

/** The mean over axes; every value gets its share of the cotangent. */
export const reduceMean: GradientRule = {
  op: "ReduceMean",
  differentiable: [0],
  gradient: (context) => {
    const { axes, restore } = reduction(context);
    if (axes.length === 0) return [context.cotangent(0)];
    const share = context.g.op("Mul", [restore(context.cotangent(0)!), weight(context, axes)]);
    return [spreadOver(context, share, axes)];
  },
};

function weight({ g, dims, input, output }: RuleContext, axes: readonly number[]): string {
  const shape = dims(input(0));
  const sizes = axes.flatMap((axis) => {
    const dim = shape[axis];
    return typeof dim === "number" ? [dim] : [];
  });
  if (sizes.length === axes.length) return g.float32(1 / product(sizes));
  const count = (tensor: string) => g.op("Cast", [g.op("Size", [tensor])], { to: 1 });
  return g.op("Div", [count(output(0)), count(input(0))]);
}
