import { ensure } from "@stillpoint/core";
import type { DecayScope, Optimiser, UpdateContext } from "./optimiser.ts";

export interface AdamOptions {
  /** Decay of the running mean and of the running square, default 0.9 and 0.999. */
  readonly betas?: readonly [number, number];
  /** Default 1e-8; added to the root of the corrected square. */
  readonly epsilon?: number;
  readonly weightDecay?: number;
  /** Default `all`, as in PyTorch. */
  readonly decayScope?: DecayScope;
}

/** Adam (Kingma and Ba 2015) as in PyTorch; `weightDecay` (default 0) is added to the gradient as L2. */
export function adam(options: AdamOptions = {}): Optimiser {
  return adaptive(options, options.weightDecay ?? 0, false);
}

/** AdamW (Loshchilov and Hutter 2019) as in PyTorch: weights shrink by rate · `weightDecay` (default 0.01) first. */
export function adamW(options: AdamOptions = {}): Optimiser {
  return adaptive(options, options.weightDecay ?? 0.01, true);
}

function adaptive(options: AdamOptions, weightDecay: number, decoupled: boolean): Optimiser {
  const { betas = [0.9, 0.999], epsilon = 1e-8, decayScope = "all" } = options;
  const [first, second] = betas;
  ensure(
    [first, second].every((beta) => beta >= 0 && beta < 1) && epsilon > 0 && weightDecay >= 0,
    "RANGE",
    () => `adam: expected 0 <= betas < 1, epsilon > 0 and decay >= 0; got ${betas}, ${epsilon} and ${weightDecay}`,
  );
  return {
    moments: ["mean", "square"],
    decayScope,
    scalars: (step, learningRate) => ({
      stepSize: learningRate / (1 - first ** step),
      rootCorrection: 1 / Math.sqrt(1 - second ** step),
      shrink: 1 - learningRate * weightDecay,
    }),
    update: (context) => {
      const { g, weights, scalar, decayed } = context;
      const decay = decayed && weightDecay > 0;
      const gradient =
        decay && !decoupled
          ? g.op("Add", [context.gradient, g.op("Mul", [weights, g.float32(weightDecay)])])
          : context.gradient;
      const mean = blend(context, context.moments[0]!, gradient, first);
      const square = blend(context, context.moments[1]!, g.op("Mul", [gradient, gradient]), second);
      const root = g.op("Mul", [g.op("Sqrt", [square]), scalar("rootCorrection")]);
      const ratio = g.op("Div", [mean, g.op("Add", [root, g.float32(epsilon)])]);
      const kept = decay && decoupled ? g.op("Mul", [weights, scalar("shrink")]) : weights;
      return { weights: g.op("Sub", [kept, g.op("Mul", [ratio, scalar("stepSize")])]), moments: [mean, square] };
    },
  };
}

/** beta · old + (1 − beta) · value. */
function blend({ g }: UpdateContext, old: string, value: string, beta: number): string {
  return g.op("Add", [g.op("Mul", [old, g.float32(beta)]), g.op("Mul", [value, g.float32(1 - beta)])]);
}
