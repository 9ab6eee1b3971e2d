// The temperature that would have calibrated a network.

import { mean } from "@stillpoint/core";
import type { Logits } from "@stillpoint/mechanism";
import { negativeLogLikelihood } from "./confidence.ts";

export interface FittedTemperature {
  /** Above 1 for a network that is too sure, below for one that is not sure enough. NaN where there is none. */
  readonly temperature: number;
  /** Mean negative log-likelihood in nats at T = 1, and at that temperature. */
  readonly before: number;
  readonly after: number;
  /** Why there is none. */
  readonly reason?: string;
}

/** 1/T from this to its inverse. */
const LEAST_SHARPNESS = 2 ** -20;
const MOST_STEPS = 200;
/** Change of 1/T below which it stands still, as a share of it. */
const STILL = 1e-13;

/**
 * The T that makes the labels likeliest under softmax(z / T). The log-likelihood is concave in 1/T, so that Newton's steps within a
 * bracket find where its slope is 0. No T exists where every label has the largest logit (the sharper the better) or where labels have at most the mean logit.
 * Fitted on the examples given: the error left after it is not what fresh examples would show.
 *
 * Source: temperature scaling, Guo et al. 2017.
 */
export function fittedTemperature(logits: Logits): FittedTemperature {
  const before = mean(negativeLogLikelihood(logits));
  const none = (reason: string): FittedTemperature => ({ temperature: Number.NaN, before, after: Number.NaN, reason });
  if (!(slopeAt(logits, LEAST_SHARPNESS).slope > 0))
    return none("labels are no likelier than other classes on average");
  if (slopeAt(logits, 1 / LEAST_SHARPNESS).slope >= 0)
    return none("every label has the largest logit, so no temperature is too low");
  let [low, high, sharpness] = [LEAST_SHARPNESS, 1 / LEAST_SHARPNESS, 1];
  for (let step = 0; step < MOST_STEPS; step++) {
    const { slope, curvature } = slopeAt(logits, sharpness);
    if (slope > 0) low = sharpness;
    else high = sharpness;
    const newton = sharpness + slope / curvature;
    // Newton's step may leave the bracket where the likelihood is flat.
    const next = newton > low && newton < high ? newton : Math.sqrt(low * high);
    const still = Math.abs(next - sharpness) <= STILL * sharpness;
    sharpness = next;
    if (still) break;
  }
  const temperature = 1 / sharpness;
  return { temperature, before, after: mean(negativeLogLikelihood(logits, temperature)) };
}

/**
 * Slope of the mean log-likelihood along 1/T, the label's logit less the mean logit under the probabilities, and how fast it
 * falls, the variance of the logits under them.
 */
function slopeAt({ values, rows, classes, labels }: Logits, sharpness: number): { slope: number; curvature: number } {
  let [slope, curvature] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const own = values[row * classes + labels[row]!]!;
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = row * classes; k < (row + 1) * classes; k++) largest = Math.max(largest, values[k]!);
    let [total, first, second] = [0, 0, 0];
    for (let k = row * classes; k < (row + 1) * classes; k++) {
      const away = values[k]! - largest;
      const weight = Math.exp(away * sharpness);
      total += weight;
      first += weight * away;
      second += weight * away ** 2;
    }
    slope += own - largest - first / total;
    curvature += Math.max(0, second / total - (first / total) ** 2);
  }
  return { slope: slope / rows, curvature: curvature / rows };
}
