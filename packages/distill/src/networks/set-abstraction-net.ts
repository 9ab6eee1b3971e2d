import { rectified, sharedPerceptron } from "./dense.ts";
import { indexInput } from "./network-file.ts";
import { POINTS_INPUT, type PointNetworkOptions, pointNetwork } from "./point-network.ts";

/** Sampled regions and their points, widths of the perceptrons within and over regions, hidden layers. */
export interface SetAbstractionSize {
  /** M */
  readonly centers: number;
  /** K */
  readonly neighbours: number;
  readonly region: readonly number[];
  readonly global: readonly number[];
  readonly hidden: readonly number[];
}

export const setAbstractionSizes: { readonly quick: SetAbstractionSize; readonly full: SetAbstractionSize } = {
  quick: { centers: 48, neighbours: 16, region: [24, 48], global: [96], hidden: [64] },
  full: { centers: 64, neighbours: 16, region: [32, 64], global: [64, 128], hidden: [128] },
};

/**
 * PointNet++-style (Qi et al., NeurIPS 2017): a small PointNet within each region on coordinates relative to its center
 * and in the cloud, then one over all regions. Side inputs, fixed from the clean cloud: int64 `centers` `[b, M]`,
 * indices of points, and `groups` `[b, M, K]`, indices of each region's points. Layers to analyse: `regions`, `pooled`,
 * `fc1`, `fc2`, all before their ReLU.
 *
 * Differs: layer normalisation instead of batch normalisation, one sampled level, no dropout.
 */
export function setAbstractionNet(options: PointNetworkOptions & { readonly shape?: SetAbstractionSize }): Uint8Array {
  const { centers, neighbours, region, global, hidden } = options.shape ?? setAbstractionSizes.quick;
  const sides = [indexInput("centers", [centers]), indexInput("groups", [centers, neighbours])];
  const perRegion: Parameters<typeof pointNetwork>[3] = (draft) => {
    const { g } = draft;
    const gathered = (indices: string, axis: number, name: string): string => {
      const rows = g.op("Unsqueeze", [indices, g.int64([axis])]);
      g.node("GatherND", [POINTS_INPUT, rows], [name], { batch_dims: 1 });
      return name;
    };
    const middle = gathered("centers", 2, "center.points");
    const members = gathered("groups", 3, "group.points");
    g.node("Sub", [members, g.op("Unsqueeze", [middle, g.int64([2])])], ["group.offsets"]);
    g.node("Concat", ["group.offsets", members], ["group.placed"], { axis: -1 });
    const inner = sharedPerceptron(draft, "group.placed", "region", 6, region);
    g.node("ReduceMax", [inner, g.int64([2])], ["regions"], { keepdims: 0 });
    g.node("Concat", [rectified(draft, "regions"), middle], ["regions.placed"], { axis: -1 });
    const tensor = sharedPerceptron(draft, "regions.placed", "global", region.at(-1)! + 3, global);
    return { tensor, width: global.at(-1)! };
  };
  return pointNetwork(options, "set-abstraction-net", hidden, perRegion, sides);
}
