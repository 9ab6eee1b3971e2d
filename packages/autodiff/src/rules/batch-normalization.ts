import { float } from "../emitter.ts";
import { ElementType } from "../model/graph.ts";
import type { GradientRule, RuleContext } from "../rule.ts";
import { channelSum } from "./channel-sum.ts";
import { fixedSize, product, range } from "./sizes.ts";

/**
 * y = scale·x̂ + bias with x̂ = (x - mean)/√(variance + ε) per channel. In inference mean and variance are the running
 * ones and count as constants; with training_mode they are the batch's (biased variance) and depend on x. The running
 * statistics that training mode puts out carry no gradient.
 */
export const batchNormalization: GradientRule = {
  op: "BatchNormalization",
  differentiable: [0, 1, 2],
  moving: () => [0],
  gradient: (context) => {
    const dy = context.cotangent(0);
    if (dy === undefined) return [];
    return context.int("training_mode", 0) === 1 ? batchMode(context, dy) : inference(context, dy);
  },
};

function inference(context: RuleContext, dy: string): (string | undefined)[] {
  const { g, input, wanted, dims } = context;
  const channels = fixedSize(context, input(1), 0);
  const rank = dims(input(0)).length;
  const [ones, zeros] = [channelConstant(context, channels, 1), channelConstant(context, channels, 0)];
  const epsilon = float(context.float("epsilon", 1e-5));
  // Without mean and bias, normalization is the linear map whose adjoint it is.
  const toInput = () => g.op("BatchNormalization", [dy, input(1), zeros, zeros, input(4)], { epsilon });
  const normalized = () => g.op("BatchNormalization", [input(0), ones, zeros, input(3), input(4)], { epsilon });
  return [
    wanted(0) ? toInput() : undefined,
    wanted(1) ? channelSum(context, g.op("Mul", [dy, normalized()]), rank) : undefined,
    wanted(2) ? channelSum(context, dy, rank) : undefined,
  ];
}

/**
 * With d = x - mean(x) and r = 1/√(variance + ε): dscale = r Σ dy d, dbias = Σ dy and
 * dx = scale r (dy - mean(dy) - d r² mean(dy d)), means over the batch and positions of a channel.
 */
function batchMode(context: RuleContext, dy: string): (string | undefined)[] {
  const { g, input, wanted, dims } = context;
  const channels = fixedSize(context, input(1), 0);
  const rank = dims(input(0)).length;
  const zeros = channelConstant(context, channels, 0);
  const epsilon = context.float("epsilon", 1e-5);
  const axes = g.int64([0, ...range(2, rank)]);
  const mean = (value: string) => g.op("ReduceMean", [value, axes], { keepdims: 0 });
  // Statistics anew instead of the node's outputs: ONNX Runtime writes those over the buffers of the node's inputs.
  const deviation = g.op("Sub", [input(0), perChannel(context, mean(input(0)), channels, rank)]);
  const variance = mean(g.op("Mul", [deviation, deviation]));
  const noisy = g.op("Add", [variance, g.float32(epsilon)]);
  const rate = g.op("Reciprocal", [g.op("Sqrt", [noisy])]);
  const dBias = channelSum(context, dy, rank);
  const along = wanted(0) || wanted(1) ? channelSum(context, g.op("Mul", [dy, deviation]), rank) : undefined;
  const dScale = along === undefined ? undefined : g.op("Mul", [along, rate]);
  const toInput = () => {
    const gain = g.op("Mul", [input(1), rate]);
    const share = g.op("Mul", [gain, negativeShare(context, channels)]);
    const [slope, shift] = [g.op("Mul", [dScale!, share]), g.op("Mul", [dBias, share])];
    // A normalisation with mean 0 is slope·d·r + shift in one pass over memory.
    const affine = g.op("BatchNormalization", [deviation, slope, shift, zeros, variance], { epsilon: float(epsilon) });
    return g.op("Add", [g.op("Mul", [dy, perChannel(context, gain, channels, rank)]), affine]);
  };
  return [wanted(0) ? toInput() : undefined, wanted(1) ? dScale : undefined, wanted(2) ? dBias : undefined];
}

/** Minus one over the values per channel. */
function negativeShare({ g, input, dims }: RuleContext, channels: number): string {
  const sizes = dims(input(0)).filter((dim) => typeof dim === "number");
  if (sizes.length === dims(input(0)).length) return g.float32(-channels / product(sizes));
  return g.op("Div", [g.float32(-channels), g.op("Cast", [g.op("Size", [input(0)])], { to: ElementType.FLOAT })]);
}

function channelConstant({ g }: RuleContext, channels: number, value: number): string {
  return g.float32(Array.from({ length: channels }, () => value));
}

function perChannel({ g }: RuleContext, vector: string, channels: number, rank: number): string {
  return g.op("Reshape", [vector, g.int64([channels, ...range(2, rank).map(() => 1)])]);
}
