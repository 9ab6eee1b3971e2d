// What a gradient is taken of: how far a layer's features are from the baseline's, or the logit of the answer.

import { type Answer, logitOf } from "./answer.ts";
import type { Effect } from "./copies.ts";
import type { Scene } from "./scene.ts";

/** A number for every copy, and its gradient. */
export interface Target {
  readonly value: Effect;
  /** `[b·d]` at copies `[b·d]`. */
  gradient(x: Float32Array, batch: number): Promise<Float32Array>;
}

/**
 * ½‖f(x) − f(baseline)‖². Not the change ‖f(x) − f(sample)‖², whose gradient is 0 at the sample.
 */
export async function featureTarget({ layer, baseline }: Scene): Promise<Target> {
  const away = await layer.features(baseline, 1);
  return {
    value: async (x, batch) => (await layer.residual(x, away, batch)).change.map((change) => change / 2),
    gradient: async (x, batch) => (await layer.residual(x, away, batch)).gradient,
  };
}

/** The sum of the chosen logits. */
export function answerTarget(answer: Answer): Target {
  const { layer, classes, chosen } = answer;
  return {
    value: logitOf(answer),
    gradient: (x, batch) => {
      const cotangent = new Float32Array(batch * layer.featureSize);
      for (let k = 0; k < batch; k += 1)
        for (const [row, choice] of chosen.entries()) cotangent[k * layer.featureSize + row * classes + choice] = 1;
      return layer.vjp(x, cotangent, batch);
    },
  };
}
