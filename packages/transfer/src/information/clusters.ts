// Features as a few states: examples that lie together.

import { type Chance, chanceOf, ensure } from "@stillpoint/core";
import type { NumberTable } from "@stillpoint/mechanism";
import { normalisedRows } from "../representation/distance-correlation.ts";
import { principalScores } from "./principal-scores.ts";

export interface ClusterOptions {
  /** How many states. */
  readonly clusters: number;
  /** Principal directions that are kept; 5 by default. */
  readonly directions?: number;
  /** Of the choice of first centres. */
  readonly seed: number;
  /** Times it is begun anew, the tightest counts; 8 by default. */
  readonly restarts?: number;
}

const MOST_ROUNDS = 100;

/**
 * `[n]` the state of every example: rows of length 1, principal directions, k-means. Every state has an example where examples
 * differ enough. Turning or scaling features changes no distance, so that states stay.
 *
 * @throws StillpointError RANGE for fewer than 1 cluster or more than examples, DEGENERATE for a row of zeros
 * Source: the steps of Dissanayake et al. 2025 (code read), who have 3 clusters of 5 directions, or 10 of 10; k-means++, Arthur
 * and Vassilvitskii 2007.
 */
export function clusterStates(features: NumberTable, options: ClusterOptions): Int32Array {
  const { clusters, directions = 5, seed, restarts = 8 } = options;
  const n = features.rows;
  ensure(
    Number.isInteger(clusters) && clusters >= 1 && clusters <= n,
    "RANGE",
    () => `clusters: expected a whole number from 1 to ${n}; got ${clusters}; there are no more examples`,
  );
  const { values, columns } = principalScores(normalisedRows(features), directions);
  const points = Array.from({ length: n }, (_, row) => values.subarray(row * columns, (row + 1) * columns));
  let best = { spread: Number.POSITIVE_INFINITY, states: new Int32Array(n) };
  for (let restart = 0; restart < Math.max(1, restarts); restart++) {
    const chance = chanceOf({ seed, sample: "", purpose: `k-means of ${clusters}`, pass: restart });
    const found = kMeans(points, clusters, chance);
    if (found.spread < best.spread) best = found;
  }
  return best.states;
}

type Point = Float64Array;

function kMeans(
  points: readonly Point[],
  clusters: number,
  chance: Chance,
): { spread: number; states: Int32Array<ArrayBuffer> } {
  let centres = firstCentres(points, clusters, chance);
  let states = new Int32Array(points.length).fill(-1);
  let spread = Number.POSITIVE_INFINITY;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const nearest = points.map((point) => nearestOf(point, centres));
    const next = Int32Array.from(nearest, ({ at }) => at);
    spread = nearest.reduce((sum, { distance }) => sum + distance, 0);
    const still = next.every((own, k) => own === states[k]);
    states = next;
    if (still) break;
    centres = centres.map((centre, at) => {
      const own = points.filter((_, k) => states[k] === at);
      return own.length === 0
        ? centre
        : centre.map((_, k) => own.reduce((sum, point) => sum + point[k]!, 0) / own.length);
    });
  }
  return { spread, states };
}

/** k-means++: the next centre is a point, likelier the further it lies from those there are. */
function firstCentres(points: readonly Point[], clusters: number, chance: Chance): Point[] {
  const centres = [points[chance.below(points.length)]!.slice()];
  while (centres.length < clusters) {
    const distances = points.map((point) => nearestOf(point, centres).distance);
    let left = chance.uniform() * distances.reduce((sum, own) => sum + own, 0);
    const found = distances.findIndex((own) => {
      left -= own;
      return left < 0;
    });
    centres.push(points[found === -1 ? chance.below(points.length) : found]!.slice());
  }
  return centres;
}

function nearestOf(point: Point, centres: readonly Point[]): { at: number; distance: number } {
  let best = { at: 0, distance: Number.POSITIVE_INFINITY };
  for (const [at, centre] of centres.entries()) {
    let distance = 0;
    for (let k = 0; k < point.length; k++) distance += (point[k]! - centre[k]!) ** 2;
    if (distance < best.distance) best = { at, distance };
  }
  return best;
}
