import { float } from "../../emitter.ts";
import { batch, constant, type RuleCase, weight } from "./rule-case.ts";

const statistics = [constant([3], [0.3, -0.5, 1]), constant([3], [0.5, 1, 2])];

function layer(law: string, shape: readonly number[], axis: number, epsilon: number, bias: boolean): RuleCase {
  const normalized = shape.slice(axis < 0 ? shape.length + axis : axis);
  const inputs = [batch(shape), weight(normalized), ...(bias ? [weight(normalized)] : [])];
  return { op: "LayerNormalization", law, inputs, attributes: { axis, epsilon: float(epsilon) } };
}

export const NORMALIZATION: readonly RuleCase[] = [
  layer("last axis", [2, 3, 4], -1, 1e-5, true),
  layer("two axes, own epsilon", [2, 3, 4], 1, 0.1, true),
  layer("without bias", [2, 4], -1, 1e-12, false),
  {
    op: "LayerNormalization",
    law: "a scale for all values, statistics put out",
    inputs: [batch([2, 3, 4]), weight([1]), weight([4])],
    outputs: 3,
    seeded: [0],
  },
  {
    op: "BatchNormalization",
    law: "inference",
    inputs: [batch([2, 3, 4, 2]), weight([3]), weight([3]), ...statistics],
  },
  {
    op: "BatchNormalization",
    law: "inference, own epsilon, no positions",
    inputs: [batch([2, 3]), weight([3]), weight([3]), ...statistics],
    attributes: { epsilon: float(0.1) },
  },
  {
    op: "BatchNormalization",
    law: "batch statistics",
    inputs: [batch([4, 3, 2, 3]), weight([3]), weight([3]), ...statistics],
    attributes: { training_mode: 1 },
    outputs: 3,
    seeded: [0],
    perSample: false,
  },
  {
    op: "BatchNormalization",
    law: "batch statistics, own epsilon and momentum, no positions",
    inputs: [batch([6, 3]), weight([3]), weight([3]), ...statistics],
    attributes: { training_mode: 1, epsilon: float(0.1), momentum: float(0.3) },
    outputs: 3,
    seeded: [0],
    perSample: false,
  },
];
