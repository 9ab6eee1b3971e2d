// How good answers are where the truth is known.

import type { Draws } from "./classes.ts";

export interface Score {
  /** Mean true probability of the most likely class: accuracy without the labels' own chance. */
  readonly accuracy: number;
  /** Mean KL in nats from the true posterior to the network's. */
  readonly divergence: number;
}

/** The score of logits `[n, K]` on samples with known posteriors. */
export function scoreOf(logits: ArrayLike<number>, { posterior, count }: Pick<Draws, "posterior" | "count">): Score {
  const classes = posterior.length / count;
  let [accuracy, divergence] = [0, 0];
  for (let start = 0; start < posterior.length; start += classes) {
    let best = start;
    for (let k = start; k < start + classes; k++) if (logits[k]! > logits[best]!) best = k;
    let sum = 0;
    for (let k = start; k < start + classes; k++) sum += Math.exp(logits[k]! - logits[best]!);
    const log = Math.log(sum) + logits[best]!;
    accuracy += posterior[best]!;
    for (let k = start; k < start + classes; k++)
      if (posterior[k]! > 0) divergence += posterior[k]! * (Math.log(posterior[k]!) - logits[k]! + log);
  }
  return { accuracy: accuracy / count, divergence: divergence / count };
}
