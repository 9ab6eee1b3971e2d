import { ensure } from "@stillpoint/core";
import type { DecayScope, Optimiser } from "./optimiser.ts";

export interface SgdOptions {
  /** Default 0. */
  readonly momentum?: number;
  readonly nesterov?: boolean;
  /** L2 weight added to the gradient, default 0. */
  readonly weightDecay?: number;
  /** Default `all`, as in PyTorch. */
  readonly decayScope?: DecayScope;
}

/**
 * Stochastic gradient descent with PyTorch's momentum: g += weightDecay · w; v = momentum · v + g; w −= rate · v
 * (Nesterov: rate · (g + momentum · v)). The rate multiplies the velocity, so changing it acts at once.
 */
export function sgd(options: SgdOptions = {}): Optimiser {
  const { momentum = 0, nesterov = false, weightDecay = 0, decayScope = "all" } = options;
  ensure(
    momentum >= 0 && momentum < 1 && weightDecay >= 0,
    "RANGE",
    () => `sgd: expected 0 <= momentum < 1 and decay >= 0; got ${momentum} and ${weightDecay}`,
  );
  return {
    moments: momentum > 0 ? ["velocity"] : [],
    decayScope,
    scalars: (_step, learningRate) => ({ learningRate }),
    update: ({ g, weights, gradient, moments, decayed, scalar }) => {
      const decay = decayed && weightDecay > 0;
      const full = decay ? g.op("Add", [gradient, g.op("Mul", [weights, g.float32(weightDecay)])]) : gradient;
      const step = (direction: string) => g.op("Sub", [weights, g.op("Mul", [direction, scalar("learningRate")])]);
      const velocity = moments[0];
      if (velocity === undefined) return { weights: step(full), moments: [] };
      const factor = g.float32(momentum);
      const next = g.op("Add", [g.op("Mul", [velocity, factor]), full]);
      const direction = nesterov ? g.op("Add", [full, g.op("Mul", [next, factor])]) : next;
      return { weights: step(direction), moments: [next] };
    },
  };
}
