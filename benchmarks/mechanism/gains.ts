// Differences between students over seeds, the only unit that is drawn anew: every seed has problem and samples of its own.

import { type CrossedDifference, crossedDifference, mean } from "@stillpoint/core";
import type { CellResult } from "./cell.ts";
import type { Score } from "./score.ts";

/** How a student is judged; more is better in both: points of accuracy, nats nearer to the true posterior. */
export type Measure = "accuracy" | "divergence";

/** By seed, how much better `name` is than nothing. */
export function valuesOf(cells: readonly CellResult[], name: string, measure: Measure): number[] {
  return cells.map(({ scores }) => worth(scores[name], measure));
}

/** How much better `a` is than `b` within each seed, with Student's t over seeds. */
export function gain(cells: readonly CellResult[], a: string, b: string, measure: Measure): CrossedDifference {
  return overSeeds(differences(cells, a, b, measure));
}

/** By how much the gain grows when the correlation goes from 0 to 1: the least-squares slope within each seed. */
export function slope(
  rows: readonly (readonly CellResult[])[],
  correlations: readonly number[],
  [a, b]: readonly [string, string],
  measure: Measure,
): CrossedDifference {
  const gains = rows.map((cells) => differences(cells, a, b, measure));
  const center = mean(correlations);
  const spread = correlations.reduce((sum, c) => sum + (c - center) ** 2, 0);
  return overSeeds(
    gains[0]!.map((_, seed) => {
      return correlations.reduce((sum, c, row) => sum + ((c - center) / spread) * gains[row]![seed]!, 0);
    }),
  );
}

/** Of numbers, one of each seed, against 0. */
export function overSeeds(values: readonly number[]): CrossedDifference {
  return crossedDifference(
    values.map((value) => Float64Array.of(value)),
    values.map(() => Float64Array.of(0)),
    "mean",
  );
}

function differences(cells: readonly CellResult[], a: string, b: string, measure: Measure): number[] {
  const [own, other] = [valuesOf(cells, a, measure), valuesOf(cells, b, measure)];
  return own.map((value, seed) => value - other[seed]!);
}

function worth(score: Score | undefined, measure: Measure): number {
  if (score === undefined) return Number.NaN;
  return measure === "accuracy" ? 100 * score.accuracy : -score.divergence;
}

/** Mean and half length. */
export function told({ mean: center, low, high }: CrossedDifference, measure: Measure): string {
  const digits = measure === "accuracy" ? 2 : 3;
  const text = `${center.toFixed(digits)} ± ${((high - low) / 2).toFixed(digits)}`;
  return low > 0 || high < 0 ? `**${text}**` : text;
}
