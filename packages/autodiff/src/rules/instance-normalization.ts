import type { GradientRule } from "../rule.ts";
import { channelSum } from "./channel-sum.ts";
import { fixedSize, range } from "./sizes.ts";
import { standardized } from "./standardized.ts";

/** y = scale·x̂ + bias per channel with x̂ brought to mean 0 and variance 1 over the positions of each sample's channel. */
export const instanceNormalization: GradientRule = {
  op: "InstanceNormalization",
  differentiable: [0, 1, 2],
  gradient: (context) => {
    const { g, cotangent, input, wanted, dims } = context;
    const dy = cotangent(0)!;
    const rank = dims(input(0)).length;
    const channels = fixedSize(context, input(1), 0);
    const { value, toInput } = standardized(g, input(0), range(2, rank), context.float("epsilon", 1e-5));
    const scale = () => g.op("Reshape", [input(1), g.int64([channels, ...range(2, rank).map(() => 1)])]);
    return [
      wanted(0) ? toInput(g.op("Mul", [dy, scale()])) : undefined,
      wanted(1) ? channelSum(context, g.op("Mul", [dy, value]), rank) : undefined,
      wanted(2) ? channelSum(context, dy, rank) : undefined,
    ];
  },
};
