// Curves over how many units are removed, or kept, and the area under them.

import { type Effect, overCopies } from "../copies.ts";
import { type Scene, writeWithout } from "../scene.ts";

/** Places on a curve beside its start, fewer where there are fewer units. */
export const CURVE_STEPS = 12;

/** Numbers of units from 0 to `count`, as even as whole numbers are, each once. */
export function curveCounts(count: number, steps: number = CURVE_STEPS): number[] {
  const all = Array.from({ length: steps + 1 }, (_, k) => Math.round((k * count) / steps));
  return all.filter((value, k) => value !== all[k - 1]);
}

/** Area under a curve over the share of units, 0 to 1, by trapezia: its mean height. */
export function areaUnder(counts: readonly number[], values: ArrayLike<number>): number {
  const whole = counts.at(-1) ?? Number.NaN;
  let area = 0;
  for (let k = 1; k < counts.length; k += 1)
    area += (((counts[k]! - counts[k - 1]!) / whole) * (values[k - 1]! + values[k]!)) / 2;
  return area;
}

/** The effect with the first `counts[k]` units of `order` at the baseline (`removed` 1), or all but those (0). */
export function curveAlong(
  scene: Scene,
  order: Int32Array,
  counts: readonly number[],
  removed: 0 | 1,
  effect: Effect,
): Promise<Float64Array> {
  const { units, layer } = scene;
  return overCopies(
    layer.x0.length,
    counts.length,
    (k, out) => {
      const without = new Uint8Array(units.count).fill(1 - removed);
      for (const unit of order.subarray(0, counts[k])) without[unit] = removed;
      writeWithout(scene, without, out);
    },
    effect,
  );
}
