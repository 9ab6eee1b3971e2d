import { chanceOf } from "@stillpoint/core";
import type { Logits } from "../logits.ts";
import { ensureTemperature } from "../row-distribution.ts";
import { randomCycle } from "./cycle.ts";
import { softenedRows } from "./kd.ts";
import type { PlaceboOptions } from "./permuted-relations.ts";
import { filledTargets, type SoftTargets } from "./soft-targets.ts";

export interface ShuffledTargets extends SoftTargets {
  /** Rows that kept their own target: the only example of their class. */
  readonly unmoved: readonly number[];
}

/**
 * KD's targets exchanged among the examples of a class, a placebo for instance weights: every example gets the target of
 * another one of its class, in one cycle. The mean target of each class stays; what the teacher said of the example does
 * not.
 *
 * @throws StillpointError RANGE for T not above 0
 * Source: ours.
 */
export function shuffledWithinClass(teacher: Logits, { temperature, seed }: PlaceboOptions): ShuffledTargets {
  ensureTemperature(temperature);
  const soften = softenedRows(teacher, temperature);
  const from = new Int32Array(teacher.rows);
  const unmoved: number[] = [];
  const members = Array.from({ length: teacher.classes }, (): number[] => []);
  for (const [row, label] of teacher.labels.entries()) members[label]!.push(row);
  for (const [label, own] of members.entries()) {
    const chance = chanceOf({ seed, sample: `class ${label}`, purpose: "shuffled within class", pass: 0 });
    for (const [place, other] of randomCycle(own.length, chance).entries()) from[own[place]!] = own[other]!;
    if (own.length === 1) unmoved.push(own[0]!);
  }
  const targets = filledTargets("shuffled within class", teacher, temperature, (row, out) => soften(from[row]!, out));
  return { ...targets, unmoved };
}
