import { type Dim, ElementType } from "../model/graph.ts";
import type { GradientRule, RuleContext } from "../rule.ts";
import { range } from "./sizes.ts";

interface Equation {
  /** One letter per axis of each operand; an ellipsis has become letters of its own. */
  readonly operands: readonly (readonly string[])[];
  readonly output: readonly string[];
  /** Size by letter. */
  readonly sizes: ReadonlyMap<string, Dim>;
}

/**
 * Sums of products over named axes. An operand's cotangent is the product of dy and the other operands with the
 * operand's letters; axes only this operand has at full size were summed, and are spread again. A letter twice in one
 * operand reads a diagonal, and the rest of its cotangent is 0.
 */
export const einsum: GradientRule = {
  op: "Einsum",
  differentiable: "all",
  gradient: (context) => {
    const { node, wanted } = context;
    const equation = parse(context);
    return node.inputs.map((_, index) => (wanted(index) ? toOperand(context, equation, index) : undefined));
  },
};

function toOperand(context: RuleContext, { operands, output, sizes }: Equation, index: number): string {
  const { g, node, cotangent, input, dims } = context;
  const letters = operands[index]!;
  const own = [...new Set(letters)];
  const shape = own.map((letter) => dims(input(index))[letters.indexOf(letter)]!);
  const others = operands.filter((_, other) => other !== index);
  // Where another operand is broadcast along a letter, its 1 does not bring the letter's size back.
  const whole = operands.map((all, operand) => {
    const full = dims(input(operand));
    return all.filter((letter, axis) => full[axis] !== 1 || sizes.get(letter) === 1);
  });
  const found = new Set([...output, ...whole.filter((_, other) => other !== index).flat()]);
  const kept = own.filter((letter) => found.has(letter));
  const terms = [output, ...others].map((term) => term.join(""));
  const factors = [cotangent(0)!, ...node.inputs.filter((_, other) => other !== index)];
  const product = g.op("Einsum", factors, { equation: `${terms.join(",")}->${kept.join("")}` });
  const lost = range(0, own.length).filter((axis) => !found.has(own[axis]!));
  const full = lost.length === 0 ? product : spread(context, product, shape, lost);
  const stretched = range(0, own.length).filter((axis) => shape[axis] === 1 && sizes.get(own[axis]!) !== 1);
  const diagonal = stretched.length === 0 ? full : g.op("ReduceSum", [full, g.int64(stretched)], { keepdims: 1 });
  return own.length === letters.length ? diagonal : onDiagonal(context, diagonal, letters, shape);
}

/** Puts values of one axis per letter on the diagonals of an operand with letters twice. */
function onDiagonal(context: RuleContext, values: string, letters: readonly string[], shape: readonly Dim[]): string {
  const { g, select } = context;
  const own = [...new Set(letters)];
  const again = range(0, letters.length).filter((axis) => letters.indexOf(letters[axis]!) !== axis);
  const column = g.op("Unsqueeze", [values, g.int64(again)]);
  return again.reduce((value, axis) => {
    const size = shape[own.indexOf(letters[axis]!)]!;
    if (typeof size !== "number") return context.unsupported("a diagonal without fixed size");
    const first = letters.indexOf(letters[axis]!);
    const identity = g.float32(
      range(0, size * size).map((cell) => (cell % (size + 1) === 0 ? 1 : 0)),
      letters.map((_, at) => (at === axis || at === first ? size : 1)),
    );
    return select(g.op("Cast", [identity], { to: ElementType.BOOL }), value, identity);
  }, column);
}

/** Repeats a product along the axes of a shape it lacks. */
function spread(context: RuleContext, product: string, shape: readonly Dim[], lost: readonly number[]): string {
  const { g } = context;
  const column = g.op("Unsqueeze", [product, g.int64(lost)]);
  const sizes = shape.map((dim, axis) => {
    if (!lost.includes(axis)) return 1;
    return typeof dim === "number" ? dim : context.unsupported("a sum over an axis without fixed size");
  });
  return g.op("Expand", [column, g.int64(sizes)]);
}

function parse(context: RuleContext): Equation {
  const { node, dims, input, unsupported } = context;
  const text = context.string("equation", "").replaceAll(" ", "");
  const [left = "", right] = text.split("->");
  const spare = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].filter((letter) => !text.includes(letter));
  const lettered = (term: string, rank: number): string[] => {
    const [before, after] = term.split("...");
    if (after === undefined) return [...term];
    const hidden = rank - before!.length - after.length;
    // Aligned at the end, as broadcasting is.
    return [...before!, ...spare.slice(0, hidden).reverse(), ...after];
  };
  const terms = left.split(",");
  const operands = terms.map((term, index) => lettered(term, dims(input(index)).length));
  const sizes = new Map<string, Dim>();
  operands.forEach((letters, index) => {
    letters.forEach((letter, axis) => {
      const size = dims(input(index))[axis]!;
      if ((sizes.get(letter) ?? 1) === 1) sizes.set(letter, size);
    });
  });
  const rank = dims(context.output(0)).length;
  const output = right === undefined ? implicitOutput(terms, operands) : lettered(right, rank);
  if (output.length !== rank || terms.length !== node.inputs.length) return unsupported(`equation "${text}"`);
  return { operands, output, sizes };
}

/** Without an arrow: the ellipsis, then the letters that occur once, in alphabetical order. */
function implicitOutput(terms: readonly string[], operands: readonly (readonly string[])[]): string[] {
  const named = terms.join("").replaceAll(".", "");
  const hidden = [...new Set(operands.flat())].filter((letter) => !named.includes(letter));
  const once = [...new Set(named.replaceAll(",", ""))].filter((letter) => named.split(letter).length === 2);
  return [...hidden.sort().reverse(), ...once.sort()];
}
