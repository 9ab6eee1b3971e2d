import { sharedPerceptron } from "./dense.ts";
import { POINTS_INPUT, type PointNetworkOptions, pointNetwork } from "./point-network.ts";

/** Widths of the perceptron shared by all points and sizes of the hidden fully connected layers. */
export interface PointNetSize {
  readonly widths: readonly number[];
  readonly hidden: readonly number[];
}

export const pointNetSizes: { readonly quick: PointNetSize; readonly full: PointNetSize } = {
  quick: { widths: [32, 64, 128], hidden: [64] },
  full: { widths: [64, 64, 128, 256], hidden: [128] },
};

/**
 * PointNet (Qi et al., CVPR 2017) without its transformers: one perceptron for every point, a global maximum, fully
 * connected layers. Layers to analyse: `pooled`, `fc1`, `fc2`, all before their ReLU.
 *
 * Differs: layer normalisation of each point's features instead of batch normalisation, so that a cloud's features do
 * not hang on others in training.
 */
export function pointNet(options: PointNetworkOptions & { readonly shape?: PointNetSize }): Uint8Array {
  const { widths, hidden } = options.shape ?? pointNetSizes.quick;
  return pointNetwork(options, "point-net", hidden, (draft) => ({
    tensor: sharedPerceptron(draft, POINTS_INPUT, "mlp", 3, widths),
    width: widths.at(-1)!,
  }));
}
