// What the networks of one comparison share: how long, how fast and in which order they train.

import { checkpointSteps } from "../checkpoint-steps.ts";
import { adamW } from "../optimisers/adam.ts";
import type { Optimiser } from "../optimisers/optimiser.ts";
import { cosineRate, type LearningRateSchedule } from "../schedules.ts";

export interface TrainingRecipe {
  readonly optimiser: Optimiser;
  readonly schedule: LearningRateSchedule;
  readonly batchSize: number;
  /** Increasing, from 0 to the last step. */
  readonly checkpoints: readonly number[];
}

export interface RecipeOptions {
  readonly steps: number;
  /** Number of checkpoints with 0 and the last step, default 11. */
  readonly checkpoints?: number;
  /** Rate after the warm-up, default 2e-3. */
  readonly peak?: number;
  /** Default 64. */
  readonly batchSize?: number;
}

const WARM_UP = 20;
const WEIGHT_DECAY = 1e-4;

/** The trial's recipe: AdamW with decay 1e-4, 20 warm-up steps, half a cosine to 5 %, batches of 64. */
export function trialRecipe(options: RecipeOptions): TrainingRecipe {
  const { steps, checkpoints = 11, peak = 2e-3, batchSize = 64 } = options;
  return {
    optimiser: adamW({ weightDecay: WEIGHT_DECAY }),
    schedule: cosineRate({ peak, steps, warmUp: Math.min(WARM_UP, Math.floor(steps / 2)) }),
    batchSize,
    checkpoints: checkpointSteps(steps, checkpoints),
  };
}
