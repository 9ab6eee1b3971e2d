import {
  batch,
  booleans,
  type CaseInput,
  constant,
  integers,
  type RuleCase,
  type Values,
  weight,
} from "./rule-case.ts";

/** Operands of one shape, each broadcast against the other, and a missing leading axis. */
function binary(op: string, first: Values, second: Values): RuleCase[] {
  return [
    { op, law: "equal shapes", inputs: [batch([2, 3, 4], first), batch([2, 3, 4], second)] },
    { op, law: "second broadcast over its rank", inputs: [batch([2, 3, 4], first), weight([4], second)] },
    { op, law: "first broadcast over batch and an axis", inputs: [weight([3, 1], first), batch([2, 3, 4], second)] },
    { op, law: "each broadcast against the other", inputs: [batch([2, 1, 4], first), batch([2, 3, 1], second)] },
    { op, law: "scalar operand", inputs: [batch([2, 3], first), weight([], second)] },
    { op, law: "operand without a gradient", inputs: [batch([2, 3], first), constant([1, 3], nonzero(second))] },
  ];
}

function nonzero(values: Values): Values {
  return values === "normal" ? [0.5, -1.5, 2] : values;
}

const shifted = (input: CaseInput, by: number): CaseInput => {
  const size = input.shape.reduce((total, dim) => total * dim, 1);
  return { ...input, values: Array.from({ length: size }, (_, index) => ((index * 7) % size) / 10 + by) };
};

export const ARITHMETIC: readonly RuleCase[] = [
  ...binary("Add", "normal", "normal"),
  ...binary("Sub", "normal", "normal"),
  ...binary("Mul", "normal", "normal"),
  ...binary("Div", "normal", "positive"),
  ...binary("Pow", "positive", "positive"),
  { op: "Pow", law: "square of any sign", inputs: [batch([2, 3]), constant([], [2])] },
  { op: "Pow", law: "cube", inputs: [batch([2, 3]), constant([], [3])] },
  { op: "Pow", law: "integer exponent", inputs: [batch([2, 3]), integers(2)] },
  { op: "Pow", law: "root", inputs: [batch([2, 3], "positive"), constant([1], [0.5])] },
  { op: "Pow", law: "exponent 0", inputs: [batch([2, 3]), constant([], [0])] },
  { op: "Pow", law: "constant exponents that differ", inputs: [batch([2, 3]), constant([3], [0, 1, 2])] },
  { op: "Max", law: "two operands", inputs: [batch([2, 3, 4], "apart"), shifted(batch([2, 3, 4]), -1)] },
  { op: "Max", law: "broadcast", inputs: [batch([2, 3, 4], "apart"), shifted(weight([3, 1]), 0)] },
  {
    op: "Max",
    law: "three operands",
    inputs: [batch([2, 3], "apart"), shifted(batch([2, 3]), -0.1), shifted(weight([3]), 0)],
  },
  { op: "Max", law: "one operand", inputs: [batch([2, 3])] },
  { op: "Min", law: "two operands", inputs: [batch([2, 3, 4], "apart"), shifted(batch([2, 3, 4]), -1)] },
  { op: "Min", law: "broadcast", inputs: [batch([2, 3, 4], "apart"), shifted(weight([]), 0)] },
  {
    op: "Mod",
    law: "floats",
    inputs: [batch([2, 3], "apart"), constant([3], [0.4, 0.7, -0.6])],
    attributes: { fmod: 1 },
  },
  { op: "Sum", law: "one operand", inputs: [batch([2, 3])] },
  { op: "Sum", law: "three operands, broadcast", inputs: [batch([2, 3, 4]), weight([4]), batch([2, 1, 1])] },
  { op: "Mean", law: "one operand", inputs: [batch([2, 3])] },
  { op: "Mean", law: "three operands, broadcast", inputs: [batch([2, 3, 4]), weight([3, 1]), batch([2, 3, 4])] },
  {
    op: "Where",
    law: "equal shapes",
    inputs: [booleans([2, 3], [1, 0, 1, 0, 0, 1]), batch([2, 3]), batch([2, 3])],
    perSample: false,
  },
  {
    op: "Where",
    law: "all three broadcast",
    inputs: [booleans([3, 1], [1, 0, 1]), batch([2, 1, 4]), weight([3, 4])],
  },
];
