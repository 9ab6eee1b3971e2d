import type { GradientRule, RuleContext } from "../rule.ts";
import {
  clippingOf,
  type Direction,
  type DirectionGradients,
  floats,
  gate,
  parts,
  preActivations,
  RECURRENT_INPUTS,
  recurrentGradients,
  select,
} from "./recurrent-node.ts";
import { emitScan } from "./scan.ts";

/**
 * h = (1 − z) n + z h₋₁ with gates z, r and the candidate n, which sees r (h₋₁ Rᵀ + b) where `linear_before_reset` is
 * set and (r h₋₁) Rᵀ + b otherwise. All gates follow from Y, so only the cotangent of h is carried back from step to step.
 */
export const gru: GradientRule = {
  op: "GRU",
  differentiable: RECURRENT_INPUTS,
  gradient: (context) => {
    const linear = context.int("linear_before_reset", 0) !== 0;
    return recurrentGradients(context, ["Sigmoid", "Tanh"], (direction) => backward(context, direction, linear));
  },
};

function backward(context: RuleContext, direction: Direction, linear: boolean): DirectionGradients {
  const { g } = context;
  const { live, previous, biases, dy } = direction;
  const [f, c] = [direction.activations[0]!, direction.activations[1]!];
  const clipping = clippingOf(context);
  const { ofInput, ofPrevious } = preActivations(context, direction);
  const [xz = "", xr = "", xn = ""] = parts(g, ofInput, 3);
  const [hz = "", hr = "", hn = ""] = parts(g, ofPrevious, 3);
  const [toZ = "", toR = "", toN = ""] = parts(g, direction.recurrence, 3, 0);
  const z = gate(clipping, g, f, g.op("Add", [xz, hz]));
  const r = gate(clipping, g, f, g.op("Add", [xr, hr]));
  const reset = () => {
    const seen = g.op("Mul", [r.value, previous]);
    const product = g.op("MatMul", [seen, g.op("Transpose", [toN], { perm: [1, 0] })]);
    return biases === undefined ? product : g.op("Add", [product, parts(g, biases[1], 3)[2]!]);
  };
  const n = gate(clipping, g, c, g.op("Add", [xn, linear ? g.op("Mul", [r.value, hn]) : reset()]));
  // Derivatives of h to what goes into each gate; that of r without the way through the recurrence.
  const ofZ = g.op("Mul", [g.op("Sub", [previous, n.value]), z.slope]);
  const ofN = g.op("Mul", [g.op("Sub", [g.float32(1), z.value]), n.slope]);
  const ofR = linear ? g.op("Mul", [g.op("Mul", [ofN, hn]), r.slope]) : g.op("Mul", [previous, r.slope]);
  const factors = [ofZ, ofR, ofN].map((factor) => select(g, live, factor, 0));
  const { states, kept } = emitScan(
    g,
    {
      states: [direction.dFinal(1)],
      scanned: floats([...factors, r.value, select(g, live, z.value, 1), ...(dy === undefined ? [] : [dy])]),
      backwards: !direction.backwards,
    },
    (body, [later = ""], [byZ = "", byR = "", byN = "", opened = "", stays = "", own]) => {
      const mul = (a: string, b: string) => body.op("Mul", [a, b]);
      const dh = own === undefined ? later : body.op("Add", [later, own]);
      const [dz, dn] = [mul(dh, byZ), mul(dh, byN)];
      const direct = mul(dh, stays);
      if (linear) {
        const dr = mul(dh, byR);
        const all = body.op("Concat", [dz, dr, mul(dn, opened)], { axis: -1 });
        const next = body.op("Add", [direct, body.op("MatMul", [all, direction.recurrence])]);
        return { states: [next], kept: [body.op("Concat", [dz, dr, dn], { axis: -1 })] };
      }
      const seen = body.op("MatMul", [dn, toN]);
      const dr = mul(seen, byR);
      const flown = [mul(seen, opened), body.op("MatMul", [dz, toZ]), body.op("MatMul", [dr, toR])];
      return { states: [body.op("Sum", [direct, ...flown])], kept: [body.op("Concat", [dz, dr, dn], { axis: -1 })] };
    },
  );
  return { dx: g.op("MatMul", [kept[0]!, direction.weights]), dStates: states };
}
