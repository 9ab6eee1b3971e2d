import { ensure } from "@stillpoint/core";
import type { Loss } from "./loss.ts";

/**
 * The paper's distillation (Cheng et al., CVPR 2020): ‖f(x) − target‖² / (m · variance), mean over the batch, with f
 * the student's and `target` `[b, m]` the teacher's feature at `layer`. No label, no layer behind `layer`.
 *
 * `variance` of the teacher's feature (see `featureVariance`) makes the loss of a constant mean prediction 1, in
 * whatever units the feature has. Throws `StillpointError RANGE` unless it is positive.
 */
export function featureMse(options: { readonly layer: string; readonly variance: number }): Loss {
  const { layer, variance } = options;
  ensure(
    variance > 0 && Number.isFinite(variance),
    "RANGE",
    () => `feature variance of ${layer}: expected a positive number; got ${variance}; the teacher's layer is dead`,
  );
  return {
    layer,
    targets: ["target"],
    emit: (g, tensor, dims, { target }) => {
      const scalars = dims.reduce((product, dim) => product * dim, 1);
      const difference = g.op("Sub", [tensor, g.op("Reshape", [target, g.int64(dims)])]);
      const total = g.op("ReduceSumSquare", [difference], { keepdims: 0 });
      return {
        value: g.op("Mul", [total, g.float32(1 / (scalars * variance))]),
        cotangent: g.op("Mul", [difference, g.float32(2 / (scalars * variance))]),
      };
    },
  };
}

/**
 * Mean over the m features of the population variance over the n samples of `features` `[n, m]`, in squared feature
 * units. NaN for no sample.
 */
export function featureVariance(features: Float32Array, size: number): number {
  const samples = features.length / size;
  let sum = 0;
  for (let feature = 0; feature < size; feature += 1) {
    let mean = 0;
    for (let index = feature; index < features.length; index += size) mean += features[index]!;
    mean /= samples;
    for (let index = feature; index < features.length; index += size) sum += (features[index]! - mean) ** 2;
  }
  return sum / (samples * size);
}
