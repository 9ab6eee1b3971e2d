// Which classes or groups gain or lose accuracy, told over seeds and examples.

import { benjaminiHochberg, type CrossedDifference } from "@stillpoint/core";
import type { Cohort } from "../cohort/cohort.ts";
import { mapCohort } from "../cohort/cohort.ts";
import { type Contrast, contrastOf } from "../cohort/contrast.ts";

const LEVEL = 0.05;

export interface PartChange {
  readonly name: string;
  readonly contrast: Contrast;
  /** p over all parts, Benjamini and Hochberg; NaN where none was tested. */
  readonly adjusted: number;
}

/**
 * The contrast of `right` `[n]` (1 or 0 for each example) within every part: `of` `[n]` says which of the `names` an example
 * belongs to, a class or a group. Distilled − scratch, beside controls.
 *
 * Source: after Mohammadshahi and Ioannou 2025, who test each class over seeds alone; crossed with examples here.
 */
export function partChanges(
  right: Cohort<Float64Array>,
  of: ArrayLike<number>,
  names: readonly string[],
): readonly PartChange[] {
  const contrasts = names.map((_, part) =>
    contrastOf(mapCohort(right, (values) => values.map((own, k) => (of[k] === part ? own : Number.NaN)))),
  );
  const adjusted = benjaminiHochberg(contrasts.map(({ difference }) => difference.p));
  return contrasts.map((contrast, part) => ({ name: names[part]!, contrast, adjusted: adjusted[part]! }));
}

/** How many differences are significant at 5 % after adjustment over all of them: expected 0 where nothing changed. */
export function significantCount(differences: readonly CrossedDifference[]): number {
  return benjaminiHochberg(differences.map(({ p }) => p)).filter((p) => p <= LEVEL).length;
}
