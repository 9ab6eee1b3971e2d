import type { GradientRule } from "../rule.ts";
import {
  clippingOf,
  type Direction,
  floats,
  gate,
  masks,
  preActivations,
  RECURRENT_INPUTS,
  recurrentGradients,
  select,
} from "./recurrent-node.ts";
import { emitScan } from "./scan.ts";

/**
 * h = f(x Wᵀ + h₋₁ Rᵀ + b); backwards in time da = (dy + dh) f', dh₋₁ = da R, and dX = da W of all steps at once. Past
 * the end of a sequence dh stays.
 */
export const rnn: GradientRule = {
  op: "RNN",
  differentiable: RECURRENT_INPUTS,
  gradient: (context) => {
    const { g } = context;
    const clipping = clippingOf(context);
    return recurrentGradients(context, ["Tanh"], (direction: Direction) => {
      const { ofInput, ofPrevious } = preActivations(context, direction);
      const { slope } = gate(clipping, g, direction.activations[0]!, g.op("Add", [ofInput, ofPrevious]));
      const { live, recurrence, dy } = direction;
      const { states, kept } = emitScan(
        g,
        {
          states: [direction.dFinal(1)],
          scanned: [...floats([select(g, live, slope, 0), ...(dy === undefined ? [] : [dy])]), ...masks(live)],
          backwards: !direction.backwards,
        },
        (body, [later = ""], [factor = "", ...rest]) => {
          const dh = dy === undefined ? later : body.op("Add", [later, rest[0] ?? ""]);
          const da = body.op("Mul", [dh, factor]);
          const flown = body.op("MatMul", [da, recurrence]);
          const stays = live === undefined ? flown : body.op("Where", [rest.at(-1) ?? "", flown, dh]);
          return { states: [stays], kept: [da] };
        },
      );
      return { dx: g.op("MatMul", [kept[0]!, direction.weights]), dStates: states };
    });
  },
};
