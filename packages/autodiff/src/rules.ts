// The table of gradient rules, and the operators gradients stop at.

import type { GradientRule } from "./rule.ts";
import { abs } from "./rules/abs.ts";
import { add } from "./rules/add.ts";
import { averagePool } from "./rules/average-pool.ts";
import { batchNormalization } from "./rules/batch-normalization.ts";
import { cast } from "./rules/cast.ts";
import { castLike } from "./rules/cast-like.ts";
import { celu } from "./rules/celu.ts";
import { clip } from "./rules/clip.ts";
import { concat } from "./rules/concat.ts";
import { conv } from "./rules/conv.ts";
import { convTranspose } from "./rules/conv-transpose.ts";
import { cos } from "./rules/cos.ts";
import { cumSum } from "./rules/cum-sum.ts";
import { depthToSpace } from "./rules/depth-to-space.ts";
import { div } from "./rules/div.ts";
import { dropout } from "./rules/dropout.ts";
import { einsum } from "./rules/einsum.ts";
import { elu } from "./rules/elu.ts";
import { erf } from "./rules/erf.ts";
import { exp } from "./rules/exp.ts";
import { expand } from "./rules/expand.ts";
import { flatten } from "./rules/flatten.ts";
import { gather } from "./rules/gather.ts";
import { gatherElements } from "./rules/gather-elements.ts";
import { gatherND } from "./rules/gather-nd.ts";
import { gelu } from "./rules/gelu.ts";
import { gemm } from "./rules/gemm.ts";
import { globalAveragePool } from "./rules/global-average-pool.ts";
import { globalMaxPool } from "./rules/global-max-pool.ts";
import { groupNormalization } from "./rules/group-normalization.ts";
import { gru } from "./rules/gru.ts";
import { hardSigmoid } from "./rules/hard-sigmoid.ts";
import { hardSwish } from "./rules/hard-swish.ts";
import { identity } from "./rules/identity.ts";
import { instanceNormalization } from "./rules/instance-normalization.ts";
import { layerNormalization } from "./rules/layer-normalization.ts";
import { leakyRelu } from "./rules/leaky-relu.ts";
import { log } from "./rules/log.ts";
import { logSoftmax } from "./rules/log-softmax.ts";
import { lstm } from "./rules/lstm.ts";
import { matMul } from "./rules/matmul.ts";
import { max } from "./rules/max.ts";
import { maxPool } from "./rules/max-pool.ts";
import { mean } from "./rules/mean.ts";
import { min } from "./rules/min.ts";
import { mish } from "./rules/mish.ts";
import { mod } from "./rules/mod.ts";
import { mul } from "./rules/mul.ts";
import { neg } from "./rules/neg.ts";
import { pad } from "./rules/pad.ts";
import { pow } from "./rules/pow.ts";
import { prelu } from "./rules/prelu.ts";
import { reciprocal } from "./rules/reciprocal.ts";
import { reduceL1 } from "./rules/reduce-l1.ts";
import { reduceL2 } from "./rules/reduce-l2.ts";
import { reduceLogSum } from "./rules/reduce-log-sum.ts";
import { reduceLogSumExp } from "./rules/reduce-log-sum-exp.ts";
import { reduceMax } from "./rules/reduce-max.ts";
import { reduceMean } from "./rules/reduce-mean.ts";
import { reduceMin } from "./rules/reduce-min.ts";
import { reduceProd } from "./rules/reduce-prod.ts";
import { reduceSum } from "./rules/reduce-sum.ts";
import { reduceSumSquare } from "./rules/reduce-sum-square.ts";
import { relu } from "./rules/relu.ts";
import { reshape } from "./rules/reshape.ts";
import { resize } from "./rules/resize.ts";
import { rmsNormalization } from "./rules/rms-normalization.ts";
import { rnn } from "./rules/rnn.ts";
import { scatterElements } from "./rules/scatter-elements.ts";
import { scatterND } from "./rules/scatter-nd.ts";
import { selu } from "./rules/selu.ts";
import { sigmoid } from "./rules/sigmoid.ts";
import { sin } from "./rules/sin.ts";
import { slice } from "./rules/slice.ts";
import { softmax } from "./rules/softmax.ts";
import { softplus } from "./rules/softplus.ts";
import { softsign } from "./rules/softsign.ts";
import { spaceToDepth } from "./rules/space-to-depth.ts";
import { split } from "./rules/split.ts";
import { sqrt } from "./rules/sqrt.ts";
import { squeeze } from "./rules/squeeze.ts";
import { sub } from "./rules/sub.ts";
import { sum } from "./rules/sum.ts";
import { swish } from "./rules/swish.ts";
import { tanh } from "./rules/tanh.ts";
import { tile } from "./rules/tile.ts";
import { topK } from "./rules/top-k.ts";
import { transpose } from "./rules/transpose.ts";
import { trilu } from "./rules/trilu.ts";
import { unsqueeze } from "./rules/unsqueeze.ts";
import { where } from "./rules/where.ts";

/** Every rule there is. */
export const RULES: readonly GradientRule[] = [
  abs,
  add,
  averagePool,
  batchNormalization,
  castLike,
  cast,
  celu,
  clip,
  concat,
  convTranspose,
  conv,
  cos,
  cumSum,
  depthToSpace,
  div,
  dropout,
  einsum,
  elu,
  erf,
  exp,
  expand,
  flatten,
  gatherElements,
  gatherND,
  gather,
  gelu,
  gemm,
  globalAveragePool,
  globalMaxPool,
  groupNormalization,
  gru,
  hardSigmoid,
  hardSwish,
  identity,
  instanceNormalization,
  layerNormalization,
  leakyRelu,
  logSoftmax,
  log,
  lstm,
  matMul,
  maxPool,
  max,
  mean,
  min,
  mish,
  mod,
  mul,
  neg,
  pad,
  pow,
  prelu,
  reciprocal,
  reduceL1,
  reduceL2,
  reduceLogSumExp,
  reduceLogSum,
  reduceMax,
  reduceMean,
  reduceMin,
  reduceProd,
  reduceSumSquare,
  reduceSum,
  relu,
  reshape,
  resize,
  rmsNormalization,
  rnn,
  scatterElements,
  scatterND,
  selu,
  sigmoid,
  sin,
  slice,
  softmax,
  softplus,
  softsign,
  spaceToDepth,
  split,
  sqrt,
  squeeze,
  sub,
  sum,
  swish,
  tanh,
  tile,
  topK,
  transpose,
  trilu,
  unsqueeze,
  where,
];

/** Operators whose outputs do not move with their inputs: integers, booleans, shapes, and steps. */
const CONSTANT_FOR_GRADIENT: ReadonlySet<string> = new Set([
  "And",
  "ArgMax",
  "ArgMin",
  "BitwiseAnd",
  "BitwiseNot",
  "BitwiseOr",
  "BitwiseXor",
  "Ceil",
  "Constant",
  "ConstantOfShape",
  "Equal",
  "EyeLike",
  "Floor",
  "Greater",
  "GreaterOrEqual",
  "IsInf",
  "IsNaN",
  "Less",
  "LessOrEqual",
  "Multinomial",
  "NonMaxSuppression",
  "NonZero",
  "Not",
  "OneHot",
  "Or",
  "RandomNormal",
  "RandomNormalLike",
  "RandomUniform",
  "RandomUniformLike",
  "Range",
  "Round",
  "Shape",
  "Sign",
  "Size",
  "Xor",
]);

const BY_NAME: ReadonlyMap<string, GradientRule> = new Map(
  RULES.map((rule) => [qualified(rule.op, rule.domain ?? ""), rule] as const),
);

/** The gradient rule of an operator; undefined where there is none, which is not the same as a gradient of zero. */
export function ruleFor(op: string, domain: string): GradientRule | undefined {
  return BY_NAME.get(qualified(op, standard(domain)));
}

/** Whether an operator's outputs carry no gradient by their nature, so that reverse mode may pass it over. */
export function isConstantForGradient(op: string, domain: string): boolean {
  return standard(domain) === "" && CONSTANT_FOR_GRADIENT.has(op);
}

function standard(domain: string): string {
  return domain === "ai.onnx" ? "" : domain;
}

function qualified(op: string, domain: string): string {
  return domain === "" ? op : `${domain}.${op}`;
}
