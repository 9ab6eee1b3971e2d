// Agreement as a share of what two accuracies leave open.

import { answerAgreement } from "../answer-agreement.ts";

/**
 * (agreement − least) / (largest − least) of two networks' answers `[n]`: 0 = they agree as little as their accuracies allow,
 * 1 = as much. NaN where the two bounds are one, as for a network without errors. Not corrected for chance.
 *
 * @throws StillpointError SHAPE for lists of different lengths
 * Source: the bounds follow from counting; that they hide in agreement is Stanton et al. 2021's example.
 */
export function boundedAgreement(a: ArrayLike<number>, b: ArrayLike<number>, labels: ArrayLike<number>): number {
  const { share, least, largest } = answerAgreement(a, b, labels);
  // Bounds are counts over n; closer than this they are equal.
  return largest - least > 1e-12 ? (share - least) / (largest - least) : Number.NaN;
}
