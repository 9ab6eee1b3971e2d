import { dense, layerNorm, linear, rectified } from "./dense.ts";
import type { Draft } from "./layers.ts";
import { POINTS_INPUT, type PointNetworkOptions, pointNetwork } from "./point-network.ts";

/** Neighbours of a point, widths of the edge convolutions, of the last layer per point, and of the hidden layers. */
export interface DgcnnSize {
  readonly neighbours: number;
  readonly edges: readonly number[];
  readonly last: number;
  readonly hidden: readonly number[];
}

export const dgcnnSizes: { readonly quick: DgcnnSize; readonly full: DgcnnSize } = {
  quick: { neighbours: 8, edges: [32, 32], last: 96, hidden: [64] },
  full: { neighbours: 10, edges: [32, 48], last: 128, hidden: [128] },
};

/**
 * DGCNN (Wang et al., ACM TOG 2019): edge convolutions over the nearest neighbours, found anew in the space of each
 * layer's features inside the graph; the indices count as constants for the gradient. Then all layers side by side
 * through one more matrix, a global maximum and fully connected layers. Layers to analyse: `edge1`, `edge2`,
 * `pooled`, `fc1`, `fc2`, all before their ReLU.
 *
 * Differs: layer normalisation after the maximum over neighbours instead of batch normalisation before it.
 */
export function dgcnn(options: PointNetworkOptions & { readonly shape?: DgcnnSize }): Uint8Array {
  const { neighbours, edges, last, hidden } = options.shape ?? dgcnnSizes.quick;
  return pointNetwork(options, "dgcnn", hidden, (draft) => {
    let tensor = POINTS_INPUT;
    let width = 3;
    const levels = edges.map((size, index) => {
      tensor = rectified(draft, edgeConvolution(draft, tensor, `edge${index + 1}`, width, size, neighbours));
      width = size;
      return tensor;
    });
    draft.g.node("Concat", levels, ["levels"], { axis: -1 });
    const all = edges.reduce((sum, size) => sum + size, 0);
    const raw = dense(draft, "levels", "point", all, last, 2);
    return { tensor: layerNorm(draft, raw, "point.norm", last), width: last };
  });
}

/**
 * max_j W (x_i, x_j − x_i) over the neighbours j of i. As A x_i + B x_j with one product per point instead of one per
 * edge, and the maximum over B x_j alone.
 */
function edgeConvolution(
  draft: Draft,
  input: string,
  name: string,
  from: number,
  to: number,
  neighbours: number,
): string {
  const { g } = draft;
  const own = dense(draft, input, `${name}.own`, from, to, 2);
  const other = linear(draft, input, `${name}.other`, from, to, 2);
  const near = nearest(draft, input, neighbours);
  const rows = g.op("Unsqueeze", [near, g.int64([3])]);
  g.node("GatherND", [other, rows], [`${name}.edges`], { batch_dims: 1 });
  // Picked again by index, so that a gradient has one row per point to bring home and not one per edge.
  const winner = g.op("ArgMax", [`${name}.edges`], { axis: 2, keepdims: 0 });
  const source = g.op("GatherElements", [near, winner], { axis: 2 });
  g.node("GatherElements", [other, source], [`${name}.largest`], { axis: 1 });
  g.node("Add", [own, `${name}.largest`], [`${name}.raw`]);
  return layerNorm(draft, `${name}.raw`, name, to);
}

/** Indices `[b, N, k]` of the k nearest rows of `input` `[b, N, c]`, the point itself among them. */
function nearest({ g }: Draft, input: string, neighbours: number): string {
  const squares = g.op("ReduceSum", [g.op("Mul", [input, input]), g.int64([2])], { keepdims: 1 });
  const products = g.op("MatMul", [input, g.op("Transpose", [input], { perm: [0, 2, 1] })]);
  // ‖x_i − x_j‖² without ‖x_i‖², which is the same for all j.
  const closeness = g.op("Sub", [
    g.op("Mul", [products, g.float32(2)]),
    g.op("Transpose", [squares], { perm: [0, 2, 1] }),
  ]);
  const [, indices] = g.ops("TopK", [closeness, g.int64([neighbours])], { axis: -1, sorted: 0 }, 2);
  return indices!;
}
