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
  { op: "InstanceNormalization", law: "two axes", inputs: [batch([2, 3, 4, 2]), weight([3]), weight([3])] },
  {
    op: "InstanceNormalization",
    law: "one axis, own epsilon",
    inputs: [batch([2, 3, 5]), weight([3]), weight([3])],
    attributes: { epsilon: float(0.1) },
  },
  {
    op: "GroupNormalization",
    law: "scale per group, as opset 18 has it",
    inputs: [batch([2, 4, 3]), weight([2]), weight([2])],
    attributes: { num_groups: 2 },
  },
  {
    op: "GroupNormalization",
    law: "scale per channel",
    inputs: [batch([2, 6, 2, 2]), weight([6]), weight([6])],
    attributes: { num_groups: 2, epsilon: float(0.1) },
    opset: 21,
  },
  { op: "RMSNormalization", law: "last axis", inputs: [batch([2, 3, 4]), weight([4])], opset: 23 },
  {
    op: "RMSNormalization",
    law: "two axes, own epsilon",
    inputs: [batch([2, 3, 4]), weight([3, 4])],
    attributes: { axis: 1, epsilon: float(0.1) },
    opset: 23,
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
