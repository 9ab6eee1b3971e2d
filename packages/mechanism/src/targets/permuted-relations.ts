import { chanceOf, ensure } from "@stillpoint/core";
import type { Logits } from "../logits.ts";
import { ensureTemperature } from "../row-distribution.ts";
import { randomCycle } from "./cycle.ts";
import { softenedRows, type TeacherTargetOptions } from "./kd.ts";
import { filledTargets, type SoftTargets } from "./soft-targets.ts";

export interface PlaceboOptions extends TeacherTargetOptions {
  /** Which permutation; the same seed gives the same. */
  readonly seed: number;
}

/**
 * KD's targets with the wrong classes exchanged, a placebo for relations: each class t has one fixed cycle through all its
 * wrong classes, for all its examples. p_t, the sizes of the other probabilities and w(x) stay; which class they speak of
 * does not.
 *
 * @throws StillpointError DEGENERATE for two classes, where there is one wrong class; RANGE for T not above 0
 * Source: ours, after the permuted teacher of born-again networks (Furlanello et al. 2018).
 */
export function permutedRelations(teacher: Logits, { temperature, seed }: PlaceboOptions): SoftTargets {
  const { classes, labels } = teacher;
  ensure(
    classes >= 3,
    "DEGENERATE",
    () => `permuted relations: expected at least 3 classes; got ${classes}; one wrong class has nothing to change with`,
  );
  ensureTemperature(temperature);
  const soften = softenedRows(teacher, temperature);
  const p = new Float64Array(classes);
  const cycles = Array.from({ length: classes }, (_, label) =>
    randomCycle(classes - 1, chanceOf({ seed, sample: `class ${label}`, purpose: "permuted relations", pass: 0 })),
  );
  return filledTargets("permuted relations", teacher, temperature, (row, out) => {
    const label = labels[row]!;
    soften(row, p);
    const classAt = (place: number): number => (place < label ? place : place + 1);
    out[label] = p[label]!;
    for (const [place, from] of cycles[label]!.entries()) out[classAt(place)] = p[classAt(from)]!;
  });
}
