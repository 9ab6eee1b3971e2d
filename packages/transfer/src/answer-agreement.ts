// How often two networks answer the same.

import { ensure } from "@stillpoint/core";

/**
 * Share of examples on which two networks answer the same class, and the least and largest share that networks of their
 * accuracies can have: max(0, a + b − 1) and 1 − |a − b|.
 */
export interface AnswerAgreement {
  readonly share: number;
  readonly least: number;
  readonly largest: number;
}

/**
 * Agreement of two networks' answers `[n]`, classes from 0, on examples of true classes `labels` `[n]`. NaN for no example.
 *
 * @throws StillpointError SHAPE for lists of different lengths
 * Source: Stanton et al. 2021, arXiv 2106.05945; the bounds follow from counting.
 */
export function answerAgreement(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  labels: ArrayLike<number>,
): AnswerAgreement {
  const n = labels.length;
  ensure(
    a.length === n && b.length === n,
    "SHAPE",
    () => `agreement: expected ${n} answers of each network; got ${a.length} and ${b.length}; give one for each label`,
  );
  let same = 0;
  let rightA = 0;
  let rightB = 0;
  for (let k = 0; k < n; k++) {
    if (a[k] === b[k]) same++;
    if (a[k] === labels[k]) rightA++;
    if (b[k] === labels[k]) rightB++;
  }
  return { share: same / n, least: Math.max(0, (rightA + rightB - n) / n), largest: 1 - Math.abs(rightA - rightB) / n };
}
