// How unlike a network treats groups. n examples, G groups, K classes.

import { ensure } from "@stillpoint/core";
import type { Groups } from "./group-labels.ts";

export interface ParityGap {
  /** 0 = alike, at most 1. NaN where it is not defined. */
  readonly value: number;
  /** `[n]` what each example adds, with the two groups as they are; their mean is the value. */
  readonly parts: Float64Array;
  /** Names of the groups with the largest and the smallest rate. */
  readonly between: readonly [largest: string, smallest: string] | undefined;
}

/**
 * DPD: the largest share of answers `positive` in a group less the smallest, whatever is true. The largest of several gaps lies
 * above 0 by chance, the more so in small groups.
 *
 * Source: Mohammadshahi and Ioannou 2025 (TMLR), demographic parity of Feldman et al. 2015 (remembered).
 */
export function demographicParity(answers: ArrayLike<number>, groups: Groups, positive: number): ParityGap {
  return largestGap(answers, groups, positive, () => true);
}

/**
 * EOD: the largest of these gaps among examples of one true class, over all true classes y: the gap in true positives for
 * y = `positive`, in false ones for the others. A class that is not in two groups has no gap and is left out.
 *
 * @throws StillpointError SHAPE for labels of another length
 * Source: Mohammadshahi and Ioannou 2025 (TMLR), equalised odds of Hardt et al. 2016 (remembered).
 */
export function equalisedOdds(
  answers: ArrayLike<number>,
  labels: ArrayLike<number>,
  groups: Groups,
  positive: number,
): ParityGap {
  ensure(
    labels.length === answers.length,
    "SHAPE",
    () => `equalised odds: expected ${answers.length} labels; got ${labels.length}; give one for each answer`,
  );
  const none: ParityGap = {
    value: Number.NaN,
    parts: new Float64Array(answers.length).fill(Number.NaN),
    between: undefined,
  };
  return [...new Set(Array.from(labels))]
    .sort((a, b) => a - b)
    .map((truth) => largestGap(answers, groups, positive, (k) => labels[k] === truth))
    .reduce((best, gap) => (gap.value > best.value || Number.isNaN(best.value) ? gap : best), none);
}

function largestGap(
  answers: ArrayLike<number>,
  { names, of }: Groups,
  positive: number,
  counts: (k: number) => boolean,
): ParityGap {
  const n = answers.length;
  ensure(
    of.length === n,
    "SHAPE",
    () => `parity: expected a group for each of ${n} answers; got ${of.length}; give every example its group`,
  );
  const examples = new Float64Array(names.length);
  const hits = new Float64Array(names.length);
  for (let k = 0; k < n; k++) {
    if (!counts(k)) continue;
    examples[of[k]!]! += 1;
    if (answers[k] === positive) hits[of[k]!]! += 1;
  }
  const rates = hits.map((own, group) => own / examples[group]!);
  const there = [...names.keys()].filter((group) => examples[group]! > 0);
  if (there.length < 2) return { value: Number.NaN, parts: new Float64Array(n).fill(Number.NaN), between: undefined };
  const largest = there.reduce((best, group) => (rates[group]! > rates[best]! ? group : best));
  const smallest = there.reduce((best, group) => (rates[group]! < rates[best]! ? group : best));
  const value = rates[largest]! - rates[smallest]!;
  const parts = Float64Array.from({ length: n }, (_, k) => {
    const group = of[k]!;
    if (!counts(k) || largest === smallest || (group !== largest && group !== smallest)) return value;
    const moved = (n / examples[group]!) * ((answers[k] === positive ? 1 : 0) - rates[group]!);
    return value + (group === largest ? moved : -moved);
  });
  return { value, parts, between: [names[largest]!, names[smallest]!] };
}
