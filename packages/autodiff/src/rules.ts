// The table of gradient rules.

import { CONSTANT_OPERATORS } from "./constant-operators.ts";
import type { GradientRule } from "./rule.ts";
import { abs } from "./rules/abs.ts";
import { acos } from "./rules/acos.ts";
import { acosh } from "./rules/acosh.ts";
import { add } from "./rules/add.ts";
import { affineGrid } from "./rules/affine-grid.ts";
import { asin } from "./rules/asin.ts";
import { asinh } from "./rules/asinh.ts";
import { atan } from "./rules/atan.ts";
import { atanh } from "./rules/atanh.ts";
import { attention } from "./rules/attention.ts";
import { averagePool } from "./rules/average-pool.ts";
import { batchNormalization } from "./rules/batch-normalization.ts";
import { cast } from "./rules/cast.ts";
import { castLike } from "./rules/cast-like.ts";
import { celu } from "./rules/celu.ts";
import { centerCropPad } from "./rules/center-crop-pad.ts";
import { clip } from "./rules/clip.ts";
import { col2Im } from "./rules/col2im.ts";
import { concat } from "./rules/concat.ts";
import { conv } from "./rules/conv.ts";
import { convTranspose } from "./rules/conv-transpose.ts";
import { cos } from "./rules/cos.ts";
import { cosh } from "./rules/cosh.ts";
import { cumSum } from "./rules/cum-sum.ts";
import { depthToSpace } from "./rules/depth-to-space.ts";
import { det } from "./rules/det.ts";
import { dft } from "./rules/dft.ts";
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
import { globalLpPool } from "./rules/global-lp-pool.ts";
import { globalMaxPool } from "./rules/global-max-pool.ts";
import { gridSample } from "./rules/grid-sample.ts";
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
import { lpNormalization } from "./rules/lp-normalization.ts";
import { lpPool } from "./rules/lp-pool.ts";
import { lrn } from "./rules/lrn.ts";
import { lstm } from "./rules/lstm.ts";
import { matMul } from "./rules/matmul.ts";
import { max } from "./rules/max.ts";
import { maxPool } from "./rules/max-pool.ts";
import { maxUnpool } from "./rules/max-unpool.ts";
import { mean } from "./rules/mean.ts";
import { meanVarianceNormalization } from "./rules/mean-variance-normalization.ts";
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
import { reverseSequence } from "./rules/reverse-sequence.ts";
import { rmsNormalization } from "./rules/rms-normalization.ts";
import { rnn } from "./rules/rnn.ts";
import { rotaryEmbedding } from "./rules/rotary-embedding.ts";
import { scatterElements } from "./rules/scatter-elements.ts";
import { scatterND } from "./rules/scatter-nd.ts";
import { selu } from "./rules/selu.ts";
import { shrink } from "./rules/shrink.ts";
import { sigmoid } from "./rules/sigmoid.ts";
import { sin } from "./rules/sin.ts";
import { sinh } from "./rules/sinh.ts";
import { slice } from "./rules/slice.ts";
import { softmax } from "./rules/softmax.ts";
import { softplus } from "./rules/softplus.ts";
import { softsign } from "./rules/softsign.ts";
import { spaceToDepth } from "./rules/space-to-depth.ts";
import { split } from "./rules/split.ts";
import { sqrt } from "./rules/sqrt.ts";
import { squeeze } from "./rules/squeeze.ts";
import { stft } from "./rules/stft.ts";
import { sub } from "./rules/sub.ts";
import { sum } from "./rules/sum.ts";
import { swish } from "./rules/swish.ts";
import { tan } from "./rules/tan.ts";
import { tanh } from "./rules/tanh.ts";
import { thresholdedRelu } from "./rules/thresholded-relu.ts";
import { tile } from "./rules/tile.ts";
import { topK } from "./rules/top-k.ts";
import { transpose } from "./rules/transpose.ts";
import { trilu } from "./rules/trilu.ts";
import { unsqueeze } from "./rules/unsqueeze.ts";
import { where } from "./rules/where.ts";

/** Every rule there is. */
export const RULES: readonly GradientRule[] = [
  abs,
  acos,
  acosh,
  add,
  affineGrid,
  asin,
  asinh,
  atan,
  atanh,
  attention,
  averagePool,
  batchNormalization,
  cast,
  castLike,
  celu,
  centerCropPad,
  clip,
  col2Im,
  concat,
  conv,
  convTranspose,
  cos,
  cosh,
  cumSum,
  depthToSpace,
  det,
  dft,
  div,
  dropout,
  einsum,
  elu,
  erf,
  exp,
  expand,
  flatten,
  gather,
  gatherElements,
  gatherND,
  gelu,
  gemm,
  globalAveragePool,
  globalLpPool,
  globalMaxPool,
  gridSample,
  groupNormalization,
  gru,
  hardSigmoid,
  hardSwish,
  identity,
  instanceNormalization,
  layerNormalization,
  leakyRelu,
  log,
  lstm,
  logSoftmax,
  lpNormalization,
  lpPool,
  lrn,
  matMul,
  max,
  maxPool,
  maxUnpool,
  mean,
  meanVarianceNormalization,
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
  reduceLogSum,
  reduceLogSumExp,
  reduceMax,
  reduceMean,
  reduceMin,
  reduceProd,
  reduceSum,
  reduceSumSquare,
  relu,
  reshape,
  resize,
  reverseSequence,
  rmsNormalization,
  rnn,
  rotaryEmbedding,
  scatterElements,
  scatterND,
  selu,
  shrink,
  sigmoid,
  sin,
  sinh,
  slice,
  softmax,
  softplus,
  softsign,
  spaceToDepth,
  split,
  sqrt,
  squeeze,
  stft,
  sub,
  sum,
  swish,
  tan,
  tanh,
  thresholdedRelu,
  tile,
  topK,
  transpose,
  trilu,
  unsqueeze,
  where,
];

const BY_NAME: ReadonlyMap<string, GradientRule> = new Map(
  RULES.map((rule) => [qualified(rule.op, rule.domain ?? ""), rule] as const),
);

/** The gradient rule of an operator; undefined where there is none, which is not the same as a gradient of zero. */
export function ruleFor(op: string, domain: string): GradientRule | undefined {
  return BY_NAME.get(qualified(op, standard(domain)));
}

/** Whether an operator's outputs carry no gradient by their nature, so that reverse mode may pass it over. */
export function isConstantForGradient(op: string, domain: string): boolean {
  return standard(domain) === "" && CONSTANT_OPERATORS.has(op);
}

function standard(domain: string): string {
  return domain === "ai.onnx" ? "" : domain;
}

function qualified(op: string, domain: string): string {
  return domain === "" ? op : `${domain}.${op}`;
}
