// What an optimiser is: a chain of elementwise operators over one flat vector of weights.

import type { Emitter } from "@stillpoint/autodiff";

/** Which weights the decay applies to: all of them, or only matrices and kernels (rank >= 2: no bias, no norm). */
export type DecayScope = "all" | "matrices";

/** Vectors `[n]` and scalars by tensor name, at one step. */
export interface UpdateContext {
  readonly g: Emitter;
  readonly weights: string;
  readonly gradient: string;
  /** In the order of `moments`. */
  readonly moments: readonly string[];
  /** Whether weight decay applies to these weights. */
  readonly decayed: boolean;
  /** Tensor that holds the scalar `name` of this step. */
  scalar(name: string): string;
}

export interface Update {
  readonly weights: string;
  readonly moments: readonly string[];
}

export interface Optimiser {
  /** Names of the vectors kept from step to step; all start at 0. */
  readonly moments: readonly string[];
  readonly decayScope: DecayScope;
  /** Scalars of step k = 1, 2, ...; computed here in float64, because 1 − 0.999^k loses its digits in float32. */
  scalars(step: number, learningRate: number): Readonly<Record<string, number>>;
  update(context: UpdateContext): Update;
}
