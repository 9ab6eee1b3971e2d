import type { Emitter } from "../emitter.ts";
import type { GradientRule, RuleContext } from "../rule.ts";
import type { Activation } from "./activation.ts";
import {
  type Clipping,
  clippingOf,
  type Direction,
  type DirectionGradients,
  floats,
  type Gate,
  gate,
  gateValue,
  masks,
  parts,
  preActivations,
  RECURRENT_INPUTS,
  recurrentGradients,
  select,
  stepBefore,
} from "./recurrent-node.ts";
import { emitScan } from "./scan.ts";

/**
 * c = f c₋₁ + i g, h = o a(c) with gates i, o, f and the candidate g. What goes into the gates follows from Y for all
 * steps at once. The cells do not: one recursion forward computes them, one back carries the cotangents of h and c.
 */
export const lstm: GradientRule = {
  op: "LSTM",
  differentiable: RECURRENT_INPUTS,
  gradient: (context) =>
    recurrentGradients(context, ["Sigmoid", "Tanh", "Tanh"], (direction) => {
      return backward(context, direction, gatesOf(context, direction));
    }),
};

/** What goes into the gates, without what they see of the cell. `[L, b, H]` */
interface Inflow {
  readonly i: string;
  readonly o: string;
  readonly f: string;
  readonly g: string;
}

/** How the gates see the cell, `[H]` each. */
interface Peepholes {
  readonly i: string;
  readonly o: string;
  readonly f: string;
}

/** Everything a step computes, for all steps. */
interface Gates {
  readonly i: Gate;
  readonly o: Gate;
  /** Without a slope where it is 1 − i. */
  readonly f: { readonly value: string; readonly slope: string | undefined };
  readonly g: Gate;
  /** a(c) */
  readonly shown: Gate;
  /** c₋₁ */
  readonly before: string;
  readonly peepholes: Peepholes | undefined;
}

function gatesOf(context: RuleContext, direction: Direction): Gates {
  const { g, has, input } = context;
  const { ofInput, ofPrevious } = preActivations(context, direction);
  const [i = "", o = "", f = "", candidate = ""] = parts(g, g.op("Add", [ofInput, ofPrevious]), 4);
  const inflow: Inflow = { i, o, f, g: candidate };
  const peepholes = has(7) ? peepholesOf(g, input(7), direction) : undefined;
  const clipping = clippingOf(context);
  const coupled = context.int("input_forget", 0) !== 0;
  const [gating, offering, showing] = activations(direction);
  const offered = gate(clipping, g, offering, inflow.g);
  const cells = cellsOf(g, { direction, inflow, peepholes, clipping, coupled, offered: offered.value, gating });
  const before = stepBefore(g, cells, direction.first(6), direction.backwards);
  const seeing = (flow: string, hole: string | undefined, cell: string) => {
    return hole === undefined ? flow : g.op("Add", [flow, g.op("Mul", [hole, cell])]);
  };
  const admitted = gate(clipping, g, gating, seeing(inflow.i, peepholes?.i, before));
  const kept = coupled
    ? { value: g.op("Sub", [g.float32(1), admitted.value]), slope: undefined }
    : gate(clipping, g, gating, seeing(inflow.f, peepholes?.f, before));
  const shown = showing.value(g, cells);
  return {
    i: admitted,
    o: gate(clipping, g, gating, seeing(inflow.o, peepholes?.o, cells)),
    f: kept,
    g: offered,
    shown: { value: shown, slope: showing.slope(g, cells, shown) },
    before,
    peepholes,
  };
}

function activations({ activations: [f, g, h] }: Direction): readonly [Activation, Activation, Activation] {
  return [f!, g!, h!];
}

function peepholesOf(g: Emitter, tensor: string, { backwards }: Direction): Peepholes {
  // The second direction of two is the one that runs backwards, the only one may be either.
  const own = g.op("Gather", [tensor, g.int64(backwards ? -1 : 0)], { axis: 0 });
  const [i = "", o = "", f = ""] = parts(g, own, 3);
  return { i, o, f };
}

interface CellParts {
  readonly direction: Direction;
  readonly inflow: Inflow;
  readonly peepholes: Peepholes | undefined;
  readonly clipping: Clipping;
  /** f = 1 − i */
  readonly coupled: boolean;
  readonly offered: string;
  readonly gating: Activation;
}

/** c of every step, `[L, b, H]`; it stays past the end of a sequence. */
function cellsOf(g: Emitter, cell: CellParts): string {
  const { direction, inflow, peepholes, offered } = cell;
  const { live, backwards } = direction;
  const open = (at: Emitter, flow: string) => gateValue(cell.clipping, at, cell.gating, flow);
  const gates = (at: Emitter, i: string, f: string) => {
    const admitted = open(at, i);
    return { admitted, kept: cell.coupled ? at.op("Sub", [at.float32(1), admitted]) : open(at, f) };
  };
  const states = [direction.first(6)];
  if (peepholes === undefined) {
    const { admitted, kept } = gates(g, inflow.i, inflow.f);
    const steps = [select(g, live, kept, 1), select(g, live, g.op("Mul", [admitted, offered]), 0)];
    const recursion = { states, scanned: floats(steps), backwards };
    return emitScan(g, recursion, (body, [c = ""], [f = "", added = ""]) => {
      const next = body.op("Add", [body.op("Mul", [f, c]), added]);
      return { states: [next], kept: [next] };
    }).kept[0]!;
  }
  const scanned = [...floats([inflow.i, inflow.f, offered]), ...masks(live)];
  const recursion = { states, scanned, backwards };
  return emitScan(g, recursion, (body, [c = ""], [i = "", f = "", offer = "", within]) => {
    const seeing = (flow: string, hole: string) => body.op("Add", [flow, body.op("Mul", [hole, c])]);
    const { admitted, kept } = gates(body, seeing(i, peepholes.i), seeing(f, peepholes.f));
    const next = body.op("Add", [body.op("Mul", [kept, c]), body.op("Mul", [admitted, offer])]);
    const stays = within === undefined ? next : body.op("Where", [within, next, c]);
    return { states: [stays], kept: [stays] };
  }).kept[0]!;
}

function backward(context: RuleContext, direction: Direction, gates: Gates): DirectionGradients {
  const { g } = context;
  const { live, dy, recurrence } = direction;
  const { i, o, f, peepholes } = gates;
  const mul = (...factors: string[]) => factors.reduce((product, factor) => g.op("Mul", [product, factor]));
  const plus = (sum: string, hole: string | undefined, factor: string | undefined) => {
    return hole === undefined || factor === undefined ? sum : g.op("Add", [sum, mul(hole, factor)]);
  };
  // Derivatives of h and c to what goes into each gate, of h to c, and of c to the cell before.
  const byO = mul(gates.shown.value, o.slope);
  const byI = mul(f.slope === undefined ? g.op("Sub", [gates.g.value, gates.before]) : gates.g.value, i.slope);
  const byF = f.slope === undefined ? undefined : mul(gates.before, f.slope);
  const byG = mul(i.value, gates.g.slope);
  const toCell = plus(mul(o.value, gates.shown.slope), peepholes?.o, byO);
  const through = plus(plus(f.value, peepholes?.i, byI), peepholes?.f, byF);
  const none = byF ?? g.op("ConstantOfShape", [g.op("Shape", [byI])]);
  const factors = [byI, byO, none, byG, toCell].map((factor) => select(g, live, factor, 0));
  const { states, kept } = emitScan(
    g,
    {
      states: [direction.dFinal(1), direction.dFinal(2)],
      scanned: [
        ...floats([...factors, select(g, live, through, 1), ...(dy === undefined ? [] : [dy])]),
        ...masks(live),
      ],
      backwards: !direction.backwards,
    },
    (body, [laterH = "", laterC = ""], [ofI = "", ofO = "", ofF = "", ofG = "", cell = "", stays = "", ...rest]) => {
      const times = (a: string, b: string) => body.op("Mul", [a, b]);
      const dh = dy === undefined ? laterH : body.op("Add", [laterH, rest[0] ?? ""]);
      const dc = body.op("Add", [laterC, times(dh, cell)]);
      const da = body.op("Concat", [times(dc, ofI), times(dh, ofO), times(dc, ofF), times(dc, ofG)], { axis: -1 });
      const flown = body.op("MatMul", [da, recurrence]);
      const dh0 = live === undefined ? flown : body.op("Where", [rest.at(-1) ?? "", flown, dh]);
      return { states: [dh0, times(dc, stays)], kept: [da] };
    },
  );
  return { dx: g.op("MatMul", [kept[0]!, direction.weights]), dStates: states };
}
