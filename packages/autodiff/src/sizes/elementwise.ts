// Entry by entry: arithmetic, comparisons, logic, casts and choices.

import { ElementType } from "../model/graph.ts";
import { broadcastDims, broadcastEntry, build, type Entries, held, isFloat } from "./entries.ts";
import { type Evaluate, int } from "./evaluate.ts";

type Apply = (values: readonly number[], float: boolean) => number;

/** Broadcasts the operands; an entry with an unknown operand is unknown. */
function elementwise(apply: Apply, typed: (elementType: number) => number = (elementType) => elementType): Evaluate {
  return ({ operands }) => {
    const given = operands.filter((operand) => operand !== undefined);
    const dims = broadcastDims(given);
    const from = given.at(-1)?.elementType;
    if (dims === undefined || from === undefined) return undefined;
    const to = typed(from);
    const result = build(to, dims, (at) => {
      const values = given.map((operand) => broadcastEntry(operand, at));
      const known = values.filter((value) => value !== undefined);
      return known.length < values.length ? undefined : exact(to, apply(known, isFloat(from)));
    });
    return [result];
  };
}

/** Integers beyond 2^53 are not told apart by numbers. */
function exact(elementType: number, value: number): number | undefined {
  if (isFloat(elementType)) return held(elementType, value);
  return Number.isSafeInteger(value) ? unsigned(value) : undefined;
}

/** Integers have one zero. */
function unsigned(value: number): number {
  return value === 0 ? 0 : value;
}

function binary(apply: (a: number, b: number, float: boolean) => number): Evaluate {
  return elementwise(([a = Number.NaN, b = Number.NaN], float) => apply(a, b, float));
}

function unary(apply: (a: number) => number): Evaluate {
  return elementwise(([a = Number.NaN]) => apply(a));
}

function test(holds: (a: number, b: number) => boolean): Evaluate {
  return elementwise(
    ([a = Number.NaN, b = Number.NaN]) => Number(holds(a, b)),
    () => ElementType.BOOL,
  );
}

/** Integers divide towards zero; a division by zero is left alone. */
const divide: Evaluate = (evaluation) => {
  const [, divisor] = evaluation.operands;
  if (divisor !== undefined && !isFloat(divisor.elementType) && divisor.values.includes(0)) return undefined;
  return binary((a, b, float) => (float ? a / b : Math.trunc(a / b)))(evaluation);
};

/** `fmod` 1 takes the dividend's sign, as `%` does; 0 the divisor's. */
const modulo: Evaluate = (evaluation) => {
  const [, divisor] = evaluation.operands;
  if (divisor !== undefined && !isFloat(divisor.elementType) && divisor.values.includes(0)) return undefined;
  const signed = int(evaluation.node, "fmod", 0) === 1;
  return binary((a, b) => (signed ? a % b : a - Math.floor(a / b) * b))(evaluation);
};

const where: Evaluate = ({ operands: [condition, yes, no] }) => {
  if (condition === undefined || yes === undefined || no === undefined) return undefined;
  const dims = broadcastDims([condition, yes, no]);
  if (dims === undefined) return undefined;
  const choose = (at: readonly number[]) => {
    const [chosen, a, b] = [condition, yes, no].map((operand) => broadcastEntry(operand, at));
    if (chosen === undefined) return a === b ? a : undefined;
    return chosen === 0 ? b : a;
  };
  return [build(yes.elementType, dims, choose)];
};

const cast: Evaluate = ({ node, operands: [source] }) => {
  return source === undefined ? undefined : [converted(source, int(node, "to", source.elementType))];
};

const castLike: Evaluate = ({ operands: [source, like] }) => {
  return source === undefined || like === undefined ? undefined : [converted(source, like.elementType)];
};

function converted({ dims, values, elementType }: Entries, to: number): Entries {
  const convert = (value: number) => {
    if (to === ElementType.BOOL) return Number(value !== 0);
    if (isFloat(to)) return held(to, value);
    return isFloat(elementType) ? unsigned(Math.trunc(value)) : value;
  };
  return { elementType: to, dims, values: values.map((value) => (value === undefined ? undefined : convert(value))) };
}

const clip: Evaluate = ({ operands: [source, low, high] }) => {
  if (source === undefined) return undefined;
  const [from, to] = [low === undefined ? -Infinity : low.values[0], high === undefined ? Infinity : high.values[0]];
  if (from === undefined || to === undefined) return undefined;
  const clipped = (value: number | undefined) =>
    value === undefined ? undefined : Math.min(Math.max(value, from), to);
  return [{ ...source, values: source.values.map(clipped) }];
};

/** The nearest integer, halves to the even one. */
function roundEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

export const ELEMENTWISE: ReadonlyMap<string, Evaluate> = new Map<string, Evaluate>([
  ["Abs", unary(Math.abs)],
  ["Add", binary((a, b) => a + b)],
  ["And", test((a, b) => a !== 0 && b !== 0)],
  ["Cast", cast],
  ["CastLike", castLike],
  ["Ceil", unary(Math.ceil)],
  ["Clip", clip],
  ["Div", divide],
  ["Equal", test((a, b) => a === b)],
  ["Floor", unary(Math.floor)],
  ["Greater", test((a, b) => a > b)],
  ["GreaterOrEqual", test((a, b) => a >= b)],
  ["Less", test((a, b) => a < b)],
  ["LessOrEqual", test((a, b) => a <= b)],
  ["Max", elementwise((values) => Math.max(...values))],
  ["Min", elementwise((values) => Math.min(...values))],
  ["Mod", modulo],
  ["Mul", binary((a, b) => a * b)],
  ["Neg", unary((a) => 0 - a)],
  [
    "Not",
    elementwise(
      ([a]) => Number(a === 0),
      () => ElementType.BOOL,
    ),
  ],
  ["Or", test((a, b) => a !== 0 || b !== 0)],
  ["Pow", powered()],
  ["Reciprocal", unary((a) => 1 / a)],
  ["Round", unary(roundEven)],
  ["Sign", unary(Math.sign)],
  ["Sqrt", unary(Math.sqrt)],
  ["Sub", binary((a, b) => a - b)],
  ["Sum", elementwise((values) => values.reduce((sum, value) => sum + value, 0))],
  ["Where", where],
  ["Xor", test((a, b) => (a !== 0) !== (b !== 0))],
]);

/** A power has the type of its base. */
function powered(): Evaluate {
  return ({ operands: [base, exponent] }) => {
    const dims = base === undefined || exponent === undefined ? undefined : broadcastDims([base, exponent]);
    if (base === undefined || exponent === undefined || dims === undefined) return undefined;
    const power = (at: readonly number[]) => {
      const [a, b] = [broadcastEntry(base, at), broadcastEntry(exponent, at)];
      if (a === undefined || b === undefined) return undefined;
      // Powers of fractions are rounded otherwise by every library.
      if (isFloat(base.elementType) && !(Number.isInteger(a) && Number.isInteger(b) && b >= 0)) return undefined;
      return exact(base.elementType, Math.trunc(a ** b));
    };
    return [build(base.elementType, dims, power)];
  };
}
