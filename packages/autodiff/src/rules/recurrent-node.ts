// What LSTM, GRU and RNN have in common: directions, time, lengths, states. L steps, D directions, b batch, H hidden.

import type { Emitter } from "../emitter.ts";
import { ElementType } from "../model/graph.ts";
import type { RuleContext } from "../rule.ts";
import { type Activation, activationsOf } from "./activation.ts";
import type { Scanned } from "./scan.ts";

/** W, R, B and peepholes. They are listed as differentiable so that a gradient to them is refused and not taken for none. */
const WEIGHTS: readonly number[] = [1, 2, 3, 7];

/** Inputs of a recurrent node that a gradient may be wanted of. */
export const RECURRENT_INPUTS: readonly number[] = [0, 5, 6, ...WEIGHTS];

/** A slice end that no axis reaches. */
const END = 2 ** 31 - 1;

/** One direction of a recurrent node; every tensor without the axis of directions. */
export interface Direction {
  /** Runs from the last step to the first. */
  readonly backwards: boolean;
  /** `[G·H, I]`, G gates. */
  readonly weights: string;
  /** `[G·H, H]` */
  readonly recurrence: string;
  /** Biases of weights and recurrence, `[G·H]` each. */
  readonly biases: readonly [string, string] | undefined;
  /** `[L, b, H]`: the output of the step before. */
  readonly previous: string;
  /** Which steps are within their sequence, `[L, b, 1]`; undefined where all are. */
  readonly live: string | undefined;
  readonly activations: readonly Activation[];
  /** `[L, copies, H]`, 0 behind the end of a sequence; undefined where none arrives. */
  readonly dy: string | undefined;
  /** `[copies, H]`: of the state after the last step, by output (1 for Y_h, 2 for Y_c); zeros where none arrives. */
  readonly dFinal: (output: number) => string;
  /** The first state of input 5 or 6, `[b, H]`; zeros where the node has none. */
  readonly first: (input: number) => string;
}

/** Gradients of one direction: `[L, copies, I]` and those of the first states, `[copies, H]`. */
export interface DirectionGradients {
  readonly dx: string;
  readonly dStates: readonly string[];
}

/**
 * The gradients of a recurrent node's input and initial states, from those of each direction. Time is axis 0 of the
 * node's tensors, as `upgrade` leaves it; the batch may be larger in cotangents.
 */
export function recurrentGradients(
  context: RuleContext,
  defaults: readonly string[],
  of: (direction: Direction) => DirectionGradients,
): readonly (string | undefined)[] {
  const { g, wanted } = context;
  if (context.int("layout", 0) !== 0) context.unsupported("layout 1");
  const weight = WEIGHTS.find((index) => context.has(index) && wanted(index));
  if (weight !== undefined) context.unsupported(`a gradient wanted through input ${weight}, a weight`);
  const way = context.string("direction", "forward");
  const ways = way === "bidirectional" ? [false, true] : [way === "reverse"];
  const activations = activationsOf(context, defaults, ways.length);
  const each = ways.map((backwards, d) => of(direction(context, d, backwards, activations[d] ?? [])));
  const joined = (values: readonly string[]) => {
    const rows = values.map((value) => g.op("Unsqueeze", [value, g.int64([0])]));
    return rows.length === 1 ? rows[0] : g.op("Concat", rows, { axis: 0 });
  };
  const dx = each.map((gradients) => gradients.dx);
  const [one = "", other] = dx;
  return [
    wanted(0) ? (other === undefined ? one : g.op("Add", [one, other])) : undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    wanted(5) ? joined(each.map(({ dStates }) => dStates[0] ?? "")) : undefined,
    wanted(6) ? joined(each.map(({ dStates }) => dStates[1] ?? "")) : undefined,
  ];
}

function direction(context: RuleContext, d: number, backwards: boolean, activations: readonly Activation[]): Direction {
  const { g, has, input, cotangent } = context;
  const pick = (tensor: string, axis: number) => g.op("Gather", [tensor, g.int64(d)], { axis });
  const y = pick(context.output(0), 1);
  const zeros = (like: string) => g.op("ConstantOfShape", [g.op("Shape", [like])]);
  const first = (index: number) => {
    return has(index) ? pick(input(index), 0) : zeros(g.op("Gather", [y, g.int64(0)], { axis: 0 }));
  };
  const lives = has(4) ? lengthMasks(g, input(0), input(4)) : undefined;
  const live = lives?.within;
  const arrived = cotangent(0);
  const dy = arrived === undefined ? undefined : select(g, live, pick(arrived, 1), 0);
  const shown = [1, 2].flatMap((output) => cotangent(output) ?? []);
  const dFinal = (output: number) => {
    const own = cotangent(output);
    // ONNX Runtime gives zeros for a sequence without steps.
    if (own !== undefined) return select(g, lives?.some, pick(own, 0), 0);
    const [other] = shown;
    return zeros(other === undefined ? g.op("Gather", [dy ?? "", g.int64(0)], { axis: 0 }) : pick(other, 0));
  };
  const start = first(5);
  const shifted = stepBefore(g, y, start, backwards);
  const biases = has(3) ? g.ops("Split", [pick(input(3), 0)], { axis: 0, num_outputs: 2 }, 2) : [];
  const [ofWeights, ofRecurrence] = biases;
  return {
    backwards,
    weights: pick(input(1), 0),
    recurrence: pick(input(2), 0),
    biases: ofWeights === undefined || ofRecurrence === undefined ? undefined : [ofWeights, ofRecurrence],
    // Y is zero behind the end of a sequence, where a backward run begins.
    previous: backwards && lives !== undefined ? g.op("Where", [lives.followed, shifted, start]) : shifted,
    live,
    activations,
    dy,
    dFinal,
    first,
  };
}

/** `[L, b, H]` moved by one step: what each step found, `first` `[b, H]` before the first. */
export function stepBefore(g: Emitter, values: string, first: string, backwards: boolean): string {
  const row = g.op("Unsqueeze", [first, g.int64([0])]);
  const [start, end] = backwards ? [1, END] : [0, -1];
  const rest = g.op("Slice", [values, g.int64([start]), g.int64([end]), g.int64([0])]);
  return g.op("Concat", backwards ? [rest, row] : [row, rest], { axis: 0 });
}

/** Steps within their sequence and those that another one follows, `[L, b, 1]`; sequences with a step, `[b, 1]`. */
function lengthMasks(g: Emitter, x: string, lengths: string): { within: string; followed: string; some: string } {
  const steps = g.op("Gather", [g.op("Shape", [x]), g.int64(0)]);
  const step = g.op("Unsqueeze", [g.op("Range", [g.int64(0), steps, g.int64(1)]), g.int64([1, 2])]);
  const ends = g.op("Unsqueeze", [g.op("Cast", [lengths], { to: ElementType.INT64 }), g.int64([1])]);
  return {
    within: g.op("Less", [step, ends]),
    followed: g.op("Less", [g.op("Add", [step, g.int64(1)]), ends]),
    some: g.op("Greater", [ends, g.int64(0)]),
  };
}

/** `value` where a step is within its sequence, else `otherwise`. */
export function select(g: Emitter, live: string | undefined, value: string, otherwise: number): string {
  return live === undefined ? value : g.op("Where", [live, value, g.float32(otherwise)]);
}

/** What goes into the gates, `[L, b, G·H]`: of the input and of the step before, biases added. */
export function preActivations(
  { g, input }: RuleContext,
  { weights, recurrence, biases, previous }: Direction,
): { readonly ofInput: string; readonly ofPrevious: string } {
  const product = (values: string, matrix: string, bias: string | undefined) => {
    const result = g.op("MatMul", [values, g.op("Transpose", [matrix], { perm: [1, 0] })]);
    return bias === undefined ? result : g.op("Add", [result, bias]);
  };
  return {
    ofInput: product(input(0), weights, biases?.[0]),
    ofPrevious: product(previous, recurrence, biases?.[1]),
  };
}

/** A gate and its derivative to what goes into it, which `clip` cuts off. */
export interface Gate {
  readonly value: string;
  readonly slope: string;
}

/** The value of a gate alone; see `gate`. */
export function gateValue({ clip }: Clipping, g: Emitter, activation: Activation, a: string): string {
  return activation.value(g, clip === undefined ? a : clipped(g, a, clip));
}

export function gate(clipping: Clipping, g: Emitter, activation: Activation, a: string): Gate {
  const { clip } = clipping;
  if (clip === undefined) {
    const value = activation.value(g, a);
    return { value, slope: activation.slope(g, a, value) };
  }
  const within = clipped(g, a, clip);
  const value = activation.value(g, within);
  const inside = g.op("Less", [g.op("Abs", [a]), g.float32(clip)]);
  return { value, slope: g.op("Where", [inside, activation.slope(g, within, value), g.float32(0)]) };
}

function clipped(g: Emitter, a: string, clip: number): string {
  return g.op("Clip", [a, g.float32(-clip), g.float32(clip)]);
}

/** How far what goes into a gate may be from 0; undefined where it may be anything. */
export interface Clipping {
  readonly clip: number | undefined;
}

export function clippingOf(context: RuleContext): Clipping {
  const clip = context.float("clip", 0);
  return { clip: clip > 0 ? clip : undefined };
}

/** Equal parts of a tensor's last axis, or its first. */
export function parts(g: Emitter, tensor: string, count: number, axis = -1): string[] {
  return g.ops("Split", [tensor], { axis, num_outputs: count }, count);
}

export function floats(names: readonly string[]): Scanned[] {
  return names.map((name) => ({ name, type: "float" }));
}

/** The mask of live steps as something to go along, if there is one. */
export function masks(live: string | undefined): Scanned[] {
  return live === undefined ? [] : [{ name: live, type: "bool" }];
}
