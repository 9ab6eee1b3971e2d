// How much label smoothing a teacher's answers bear, and whether it could be seen in them.

import { argmax, crossedInterval, type Interval, undefinedInterval } from "@stillpoint/core";
import type { Logits } from "../logits.ts";
import { rowDistribution, rowRoom } from "../row-distribution.ts";

export interface SmoothingSign {
  /**
   * e of the label smoothing that the answers bear: Σ(z_y − Σ p z) over Σ(z_y − the row's mean z), with its interval over
   * examples. 0 for a teacher that believes as much as the labels bear out, below for one that believes more. NaN where the
   * true class is no likelier than the mean one.
   */
  readonly borne: Interval;
  /** Share of the surest quarter of its answers in which the label is another class: what noise takes from the label at least. */
  readonly surestError: number;
}

/**
 * Training with targets (1 − e) y + e/K ends where no scale of the logits lowers the loss: Σ over examples of
 * Σ_k (p_k − target_k) z_k is 0, which is Σ(z_y − Σ p z) = e Σ(z_y − mean z). Any noise of the labels is on both sides, so that
 * a teacher of noisy labels bears none; wrong classes alone, which noise makes alike too, cannot tell the two. Exact for
 * p = (1 − e) y + e/K in every row. On examples that it was not trained on a teacher believes more than they bear out, and e is
 * too small by that; while it is still learning its own examples by heart, e is too large.
 *
 * Source: derived; ours.
 */
export function smoothingSign(teacher: Logits): SmoothingSign {
  const { rows, classes, values, labels } = teacher;
  const room = rowRoom(classes);
  const [kept, whole, sureness] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  const wrong = new Uint8Array(rows);
  let [sumKept, sumWhole] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const own = values.subarray(row * classes, (row + 1) * classes);
    const { log } = rowDistribution(teacher, row, 1, room);
    const label = labels[row]!;
    const likeliest = argmax(own);
    let [mean, expected] = [0, 0];
    // Differences to the true class's logit: constants of a row are nothing.
    for (let k = 0; k < classes; k++) {
      const below = own[label]! - own[k]!;
      mean += below / classes;
      expected += Math.exp(log[k]!) * below;
    }
    kept[row] = expected;
    whole[row] = mean;
    sureness[row] = log[likeliest]!;
    wrong[row] = likeliest === label ? 0 : 1;
    sumKept += expected;
    sumWhole += mean;
  }
  const found = sumKept / sumWhole;
  const scale = rows / sumWhole;
  return {
    borne:
      sumWhole > 0
        ? // A ratio of sums, to first order.
          crossedInterval([kept.map((value, row) => found + scale * (value - found * whole[row]!))], "mean")
        : undefinedInterval("the true class is no likelier than the mean one"),
    surestError: errorOf(sureness, wrong),
  };
}

function errorOf(sureness: Float64Array, wrong: Uint8Array): number {
  const order = Array.from(sureness.keys()).sort((a, b) => sureness[b]! - sureness[a]! || a - b);
  const surest = order.slice(0, Math.ceil(order.length / 4));
  return surest.reduce((sum, row) => sum + wrong[row]!, 0) / surest.length;
}
