// What our point networks have in common: the input, the pooled vector, the classifier, the file.

import { Emitter, type Port } from "@stillpoint/autodiff";
import { rectified } from "./dense.ts";
import { type Draft, fullyConnected } from "./layers.ts";
import { floatInput, networkFile } from "./network-file.ts";
import { WeightStore } from "./weight-store.ts";

/** Sizes every point network has. */
export interface PointNetworkOptions {
  /** Names the initial weights; the same seed gives the same bytes. */
  readonly seed: number;
  /** Default 10. */
  readonly classes?: number;
  /** N, points per cloud, default 256. */
  readonly points?: number;
}

/** Name of the input `[batch, N, 3]`: x, y, z of every point. */
export const POINTS_INPUT = "points";

/**
 * A complete network: `perPoint` computes features `[b, n, width]` of points or regions before their ReLU, `pooled`
 * `[b, width]` is their maximum; fully connected layers follow.
 */
export function pointNetwork(
  options: PointNetworkOptions,
  name: string,
  hidden: readonly number[],
  perPoint: (draft: Draft, points: number) => { readonly tensor: string; readonly width: number },
  sides: readonly Port[] = [],
): Uint8Array {
  const { seed, classes = 10, points = 256 } = options;
  const draft = { g: new Emitter(`${name}/`), weights: new WeightStore(seed) };
  const { tensor, width } = perPoint(draft, points);
  draft.g.node("ReduceMax", [tensor, draft.g.int64([1])], ["pooled"], { keepdims: 0 });
  const logits = fullyConnected(draft, rectified(draft, "pooled"), width, hidden, classes);
  return networkFile(name, draft, [floatInput(POINTS_INPUT, [points, 3]), ...sides], logits, [classes]);
}
