import type { GradientRule } from "../rule.ts";
import { fixedSize, product, spatialSizes } from "./sizes.ts";
import { standardized } from "./standardized.ts";

/**
 * y = scale·x̂ + bias with x̂ brought to mean 0 and variance 1 over each sample's groups of channels. Scale and bias are
 * per group at opset 18, per channel from 21 on.
 */
export const groupNormalization: GradientRule = {
  op: "GroupNormalization",
  differentiable: [0, 1, 2],
  gradient: (context) => {
    const { g, cotangent, input, wanted, reshapeLike } = context;
    const channels = fixedSize(context, input(0), 1);
    const groups = context.int("num_groups", 1);
    const scales = fixedSize(context, input(1), 0);
    const positions = product(spatialSizes(context, input(0)));
    // [b, groups, channels of a group, positions]
    const grouped = (value: string) => g.op("Reshape", [value, g.int64([-1, groups, channels / groups, positions])]);
    const vector = (value: string) => g.op("Reshape", [value, g.int64([groups, scales / groups, 1])]);
    const dy = grouped(cotangent(0)!);
    const { value, toInput } = standardized(g, grouped(input(0)), [2, 3], context.float("epsilon", 1e-5));
    const summed = (summand: string) => {
      const axes = scales === channels ? [0, 3] : [0, 2, 3];
      return g.op("Reshape", [g.op("ReduceSum", [summand, g.int64(axes)], { keepdims: 0 }), g.int64([scales])]);
    };
    return [
      wanted(0) ? reshapeLike(toInput(g.op("Mul", [dy, vector(input(1))])), input(0)) : undefined,
      wanted(1) ? summed(g.op("Mul", [dy, value])) : undefined,
      wanted(2) ? summed(dy) : undefined,
    ];
  },
};
