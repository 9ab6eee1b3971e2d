// KD-sim as strong as a given label smoothing, so that the two differ in relations alone.

import { ensure } from "@stillpoint/core";
import type { Logits } from "../logits.ts";
import { type RelationOptions, relationShapes } from "./relation-shape.ts";

/** Between these, as powers of ten, lies every knob that is of use. */
const KNOBS = [-4, 4] as const;
const STEPS = 80;

/**
 * The `relationTemperature` at which KD-sim takes as much from the labels as label smoothing e does: the mean of 1 − p_t over
 * the examples is e (K − 1) / K. No knob is left to choose, and what then sets the two apart is how the wrong classes share
 * that mass. Without relations (scores 0 off the diagonal) they are one.
 *
 * @throws StillpointError RANGE unless 0 < e < 1, or where no knob gives that mass because the relations rank other classes
 * above the true one; what `kdSim` throws.
 * Source: ours.
 */
export function matchedRelationTemperature(
  of: Logits,
  { relations }: Pick<RelationOptions, "relations">,
  smoothing: number,
): number {
  ensure(
    smoothing > 0 && smoothing < 1,
    "RANGE",
    () => `smoothing: expected 0 < e < 1; got ${smoothing}; 0.1 is usual`,
  );
  const wanted = (smoothing * (of.classes - 1)) / of.classes;
  const counts = new Map<number, number>();
  for (const label of of.labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const massAt = (exponent: number): number => {
    const shapes = relationShapes(of, { temperature: 1, relations, relationTemperature: 10 ** exponent });
    let mass = 0;
    for (const [label, count] of counts) mass += (count / of.rows) * (1 - shapes[label]!.all[label]!);
    return mass;
  };
  let [low, high] = [KNOBS[0] as number, KNOBS[1] as number];
  ensure(
    massAt(low) < wanted && massAt(high) > wanted,
    "RANGE",
    () =>
      `smoothing: expected a mass that these relations can take from the labels; got ${smoothing}, they take ${massAt(low).toPrecision(2)} to ${massAt(high).toPrecision(2)}; choose another or take relations from template cosines`,
  );
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (massAt(middle) < wanted) low = middle;
    else high = middle;
  }
  return 10 ** ((low + high) / 2);
}
