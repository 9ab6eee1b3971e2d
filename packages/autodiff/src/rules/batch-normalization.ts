import { float } from "../emitter.ts";
import type { GradientRule, RuleContext } from "../rule.ts";
import { channelSum } from "./channel-sum.ts";
import { fixedSize, range } from "./sizes.ts";

/**
 * y = scale·x̂ + bias with x̂ = (x - mean)/√(variance + ε) per channel. In inference mean and variance are the running
 * ones and count as constants; with training_mode they are the batch's (biased variance) and depend on x. The running
 * statistics that training mode puts out carry no gradient.
 */
export const batchNormalization: GradientRule = {
  op: "BatchNormalization",
  differentiable: [0, 1, 2],
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

/** dx = scale/√(variance + ε) (dy - mean(dy) - x̂ mean(dy x̂)), means over the batch and positions of a channel. */
function batchMode(context: RuleContext, dy: string): (string | undefined)[] {
  const { g, input, wanted, dims } = context;
  const channels = fixedSize(context, input(1), 0);
  const rank = dims(input(0)).length;
  const [ones, zeros] = [channelConstant(context, channels, 1), channelConstant(context, channels, 0)];
  const epsilon = context.float("epsilon", 1e-5);
  // Momentum 0 makes the statistics that come out those of the batch alone. ONNX Runtime writes them into the memory
  // of the ones that go in, weights and fed arrays included, so those are two tensors that nothing else reads.
  const corner = g.op("Slice", [input(0), g.int64(range(0, rank).map(() => 0)), g.int64(cornerEnds(channels, rank))]);
  const scratch = g.op("Reshape", [corner, g.int64([channels])]);
  const [normalized, , variance] = g.ops(
    "BatchNormalization",
    [input(0), ones, zeros, scratch, g.op("Neg", [scratch])],
    { epsilon: float(epsilon), training_mode: 1, momentum: float(0) },
    3,
  );
  const dBias = channelSum(context, dy, rank);
  const dScale = wanted(0) || wanted(1) ? channelSum(context, g.op("Mul", [dy, normalized!]), rank) : undefined;
  const toInput = () => {
    const deviation = g.op("Sqrt", [g.op("Add", [variance!, g.float32(epsilon)])]);
    const gain = perChannel(context, g.op("Div", [input(1), deviation]), channels, rank);
    const share = g.op("Div", [g.float32(channels), g.op("Cast", [g.op("Size", [input(0)])], { to: 1 })]);
    const mean = (sum: string) => perChannel(context, g.op("Mul", [sum, share]), channels, rank);
    const centred = g.op("Sub", [dy, mean(dBias)]);
    const free = g.op("Sub", [centred, g.op("Mul", [normalized!, mean(dScale!)])]);
    return g.op("Mul", [free, gain]);
  };
  return [wanted(0) ? toInput() : undefined, wanted(1) ? dScale : undefined, wanted(2) ? dBias : undefined];
}

/** The first sample's first position, all channels. */
function cornerEnds(channels: number, rank: number): number[] {
  return [1, channels, ...range(2, rank).map(() => 1)];
}

function channelConstant({ g }: RuleContext, channels: number, value: number): string {
  return g.float32(Array.from({ length: channels }, () => value));
}

function perChannel({ g }: RuleContext, vector: string, channels: number, rank: number): string {
  return g.op("Reshape", [vector, g.int64([channels, ...range(2, rank).map(() => 1)])]);
}
