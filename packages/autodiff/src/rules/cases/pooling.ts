import type { AttributeInput } from "../../emitter.ts";
import { batch, type RuleCase } from "./rule-case.ts";

type Attributes = Readonly<Record<string, AttributeInput>>;

function maxPool(law: string, shape: readonly number[], attributes: Attributes): RuleCase {
  return { op: "MaxPool", law, inputs: [batch(shape, "apart")], attributes };
}

function averagePool(law: string, shape: readonly number[], attributes: Attributes, opset = 18): RuleCase {
  return { op: "AveragePool", law, inputs: [batch(shape)], attributes, opset };
}

const PADDED = { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] };

export const POOLING: readonly RuleCase[] = [
  maxPool("2x2", [2, 3, 4, 6], { kernel_shape: [2, 2], strides: [2, 2] }),
  maxPool("2x2 with a remainder", [2, 3, 5, 5], { kernel_shape: [2, 2], strides: [2, 2] }),
  maxPool("2x2 with a remainder, ceil_mode", [2, 3, 5, 5], { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 }),
  maxPool("3x3 stride 2, overlapping, as AlexNet", [2, 3, 7, 7], { kernel_shape: [3, 3], strides: [2, 2] }),
  maxPool("3x3 stride 2 with pads, as ResNet", [2, 3, 6, 6], PADDED),
  maxPool("3x3 stride 1 with pads, overlapping everywhere", [2, 2, 5, 4], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }),
  maxPool("pads that differ per side, ceil_mode", [2, 2, 6, 5], {
    kernel_shape: [3, 2],
    strides: [2, 2],
    pads: [1, 0, 0, 1],
    ceil_mode: 1,
  }),
  maxPool("dilation", [2, 2, 7, 6], { kernel_shape: [2, 3], dilations: [3, 2], strides: [2, 1] }),
  maxPool("dilation and pads", [2, 2, 6, 6], { kernel_shape: [3, 2], dilations: [2, 2], pads: [1, 1, 1, 1] }),
  maxPool("SAME_UPPER", [2, 2, 5, 6], { kernel_shape: [2, 2], strides: [2, 2], auto_pad: "SAME_UPPER" }),
  maxPool("SAME_LOWER", [2, 2, 5, 6], { kernel_shape: [3, 2], strides: [2, 2], auto_pad: "SAME_LOWER" }),
  maxPool("VALID", [2, 2, 5, 6], { kernel_shape: [2, 2], strides: [3, 3], auto_pad: "VALID" }),
  maxPool("1x1 stride 2", [2, 3, 5, 4], { kernel_shape: [1, 1], strides: [2, 2] }),
  maxPool("large window, by Indices", [2, 2, 7, 7], { kernel_shape: [5, 5], strides: [2, 2], pads: [2, 2, 2, 2] }),
  maxPool("large window, by Indices, ceil_mode", [2, 2, 8, 8], { kernel_shape: [5, 4], strides: [2, 3], ceil_mode: 1 }),
  maxPool("whole input", [2, 3, 3, 3], { kernel_shape: [3, 3] }),
  maxPool("one dimension", [2, 3, 9], { kernel_shape: [3], strides: [2], pads: [1, 0] }),
  maxPool("three dimensions", [2, 2, 4, 4, 3], { kernel_shape: [2, 2, 2], strides: [2, 1, 1] }),
  maxPool("column-major storage_order", [2, 2, 4, 4], { kernel_shape: [2, 2], storage_order: 1 }),
  averagePool("2x2", [2, 3, 4, 6], { kernel_shape: [2, 2], strides: [2, 2] }),
  averagePool("2x2 with a remainder", [2, 3, 5, 5], { kernel_shape: [2, 2], strides: [2, 2] }),
  averagePool(
    "2x3 with a remainder, ceil_mode",
    [2, 3, 5, 7],
    { kernel_shape: [2, 3], strides: [2, 3], ceil_mode: 1 },
    19,
  ),
  averagePool("tiles of one dimension", [2, 3, 7], { kernel_shape: [3], strides: [3] }),
  averagePool("tiles of three dimensions", [2, 2, 4, 5, 3], { kernel_shape: [2, 2, 3], strides: [2, 2, 3] }),
  averagePool("padding not counted", [2, 3, 6, 6], PADDED),
  averagePool("padding counted", [2, 3, 6, 6], { ...PADDED, count_include_pad: 1 }),
  averagePool("ceil_mode", [2, 3, 6, 5], { kernel_shape: [2, 3], strides: [3, 3], ceil_mode: 1 }, 19),
  averagePool("ceil_mode, padding counted", [2, 3, 7, 6], { ...PADDED, ceil_mode: 1, count_include_pad: 1 }, 19),
  averagePool("ceil_mode, padding not counted", [2, 3, 7, 6], { ...PADDED, ceil_mode: 1 }, 19),
  averagePool("stride 1, overlapping", [2, 2, 5, 4], { kernel_shape: [3, 2] }),
  averagePool("stride 1, padding not counted", [2, 2, 5, 4], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }),
  averagePool("stride 1, padding counted", [2, 2, 5, 4], {
    kernel_shape: [3, 3],
    pads: [1, 0, 1, 2],
    count_include_pad: 1,
  }),
  averagePool("dilation", [2, 2, 7, 6], { kernel_shape: [2, 3], dilations: [3, 2], strides: [2, 1] }, 19),
  averagePool("dilation at stride 1", [2, 2, 7, 6], { kernel_shape: [2, 3], dilations: [3, 2] }, 19),
  averagePool("SAME_UPPER", [2, 2, 5, 6], { kernel_shape: [2, 3], strides: [2, 2], auto_pad: "SAME_UPPER" }),
  averagePool("SAME_LOWER, padding counted", [2, 2, 5, 6], {
    kernel_shape: [2, 3],
    strides: [2, 2],
    auto_pad: "SAME_LOWER",
    count_include_pad: 1,
  }),
  averagePool("VALID", [2, 2, 5, 6], { kernel_shape: [2, 2], strides: [2, 2], auto_pad: "VALID" }),
  averagePool("whole input", [2, 3, 4, 4], { kernel_shape: [4, 4] }),
  averagePool("one dimension", [2, 3, 9], { kernel_shape: [3], strides: [2], pads: [1, 0] }),
  averagePool("three dimensions", [2, 2, 4, 4, 3], { kernel_shape: [2, 2, 2], strides: [2, 1, 1] }),
  { op: "GlobalAveragePool", law: "two dimensions", inputs: [batch([2, 3, 4, 5])] },
  { op: "GlobalAveragePool", law: "one dimension", inputs: [batch([2, 3, 4])] },
  { op: "GlobalAveragePool", law: "one position", inputs: [batch([2, 3, 1, 1])] },
  { op: "GlobalMaxPool", law: "two dimensions", inputs: [batch([2, 3, 4, 5], "apart")] },
  { op: "GlobalMaxPool", law: "one dimension", inputs: [batch([2, 3, 4], "apart")] },
];
