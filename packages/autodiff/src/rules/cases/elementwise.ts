import { type AttributeInput, float } from "../../emitter.ts";
import { batch, booleans, constant, type RuleCase, type Values, weight } from "./rule-case.ts";

function unary(op: string, values: Values = "normal"): RuleCase {
  return { op, law: "plain", inputs: [batch([2, 3, 4], values)] };
}

function withAttributes(
  op: string,
  law: string,
  attributes: Readonly<Record<string, AttributeInput>>,
  values: Values,
): RuleCase {
  return { op, law, inputs: [batch([2, 3, 4], values)], attributes };
}

const scalar = (value: number) => constant([], [value]);

export const ELEMENTWISE: readonly RuleCase[] = [
  unary("Neg"),
  unary("Exp"),
  unary("Log", "positive"),
  unary("Sqrt", "positive"),
  unary("Reciprocal", "positive"),
  unary("Abs", "apart"),
  unary("Erf"),
  unary("Relu", "apart"),
  unary("Sigmoid"),
  unary("Tanh"),
  unary("Softplus"),
  unary("Identity"),
  unary("Sin"),
  unary("Cos"),
  unary("Softsign", "apart"),
  unary("Mish"),
  unary("Selu", "apart"),
  withAttributes("Selu", "own factors", { alpha: float(0.5), gamma: float(2) }, "apart"),
  unary("Celu", "apart"),
  withAttributes("Celu", "scale 0.5", { alpha: float(0.5) }, "apart"),
  { op: "Swish", law: "plain", inputs: [batch([2, 3, 4])], opset: 24 },
  { op: "Swish", law: "steeper", inputs: [batch([2, 3, 4])], attributes: { alpha: float(1.7) }, opset: 24 },
  { op: "CastLike", law: "to float32", inputs: [batch([2, 3]), constant([1], [0])] },
  unary(
    "HardSwish",
    [-4, -3.1, -2.9, -2, -1, -0.1, 0, 0.1, 1, 2, 2.9, 3.1].flatMap((x) => [x, -x]),
  ),
  unary("HardSigmoid", "apart"),
  withAttributes("HardSigmoid", "own slope and offset", { alpha: float(0.5), beta: float(0.6) }, "apart"),
  unary("LeakyRelu", "apart"),
  withAttributes("LeakyRelu", "slope 0.3", { alpha: float(0.3) }, "apart"),
  withAttributes("LeakyRelu", "negative slope", { alpha: float(-0.3) }, "apart"),
  unary("Elu", "apart"),
  withAttributes("Elu", "scale 0.5", { alpha: float(0.5) }, "apart"),
  { op: "Clip", law: "both bounds", inputs: [batch([2, 3, 4], "apart"), scalar(-0.5), scalar(0.6)] },
  { op: "Clip", law: "only low", inputs: [batch([2, 3, 4], "apart"), scalar(0)] },
  { op: "Clip", law: "only high", inputs: [batch([2, 3, 4], "apart"), undefined, scalar(0.6)] },
  { op: "Clip", law: "no bounds", inputs: [batch([2, 3, 4], "apart")] },
  { op: "PRelu", law: "slope per channel", inputs: [batch([2, 3, 4], "apart"), weight([3, 1])] },
  { op: "PRelu", law: "one slope", inputs: [batch([2, 3, 4], "apart"), weight([1])] },
  { op: "Softmax", law: "last axis", inputs: [batch([2, 3, 4])] },
  { op: "Softmax", law: "axis 1", inputs: [batch([2, 3, 4])], attributes: { axis: 1 } },
  { op: "Softmax", law: "axis of size 1", inputs: [batch([2, 1])] },
  { op: "LogSoftmax", law: "last axis", inputs: [batch([2, 3, 4])] },
  { op: "LogSoftmax", law: "negative axis", inputs: [batch([2, 3, 4])], attributes: { axis: -2 } },
  { op: "Gelu", law: "exact", inputs: [batch([2, 3, 4])], opset: 20 },
  { op: "Gelu", law: "tanh", inputs: [batch([2, 3, 4])], attributes: { approximate: "tanh" }, opset: 20 },
  { op: "Cast", law: "to float32", inputs: [batch([2, 3])], attributes: { to: 1 } },
  { op: "Dropout", law: "inference", inputs: [batch([2, 3])] },
  {
    op: "Dropout",
    law: "inference with a ratio",
    inputs: [batch([2, 3]), scalar(0.3), booleans([], [0])],
    outputs: 2,
    seeded: [0],
  },
];
