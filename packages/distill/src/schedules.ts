// Learning rates by step.

import { ensure } from "@stillpoint/core";

/** Learning rate of update k = 0, 1, ... */
export type LearningRateSchedule = (update: number) => number;

/** The same rate at every step. */
export function constantRate(rate: number): LearningRateSchedule {
  positive(rate);
  return () => rate;
}

export interface CosineOptions {
  /** Rate after the warm-up. */
  readonly peak: number;
  /** Updates of the whole run, the warm-up included. */
  readonly steps: number;
  /** Last rate as a share of the peak, default 0.05. */
  readonly floor?: number;
  /** Updates over which the rate rises linearly from peak / warmUp to the peak, default 0. */
  readonly warmUp?: number;
}

/** Linear warm-up, then half a cosine from the peak to `floor` · peak at the last update (Loshchilov and Hutter 2017). */
export function cosineRate(options: CosineOptions): LearningRateSchedule {
  const { peak, steps, floor = 0.05, warmUp = 0 } = options;
  positive(peak);
  ensure(
    floor >= 0 && floor <= 1 && warmUp >= 0 && warmUp < steps,
    "RANGE",
    () => `cosine schedule: expected 0 <= floor <= 1 and warmUp < steps; got ${floor}, ${warmUp} of ${steps}`,
  );
  const span = Math.max(1, steps - 1 - warmUp);
  return (update) => {
    if (update < warmUp) return (peak * (update + 1)) / warmUp;
    const progress = Math.min(1, (update - warmUp) / span);
    return peak * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress)));
  };
}

/** From `first` to `last` in equal factors over `steps` updates, as the paper's networks are trained. */
export function logSpacedRate(options: {
  readonly first: number;
  readonly last: number;
  readonly steps: number;
}): LearningRateSchedule {
  const { first, last, steps } = options;
  positive(first);
  positive(last);
  return (update) => first * (last / first) ** (Math.min(update, steps - 1) / Math.max(1, steps - 1));
}

function positive(rate: number): void {
  ensure(rate > 0 && Number.isFinite(rate), "RANGE", () => `learning rate: expected a positive number; got ${rate}`);
}
