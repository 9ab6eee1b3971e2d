import type { AttributeInput } from "../../emitter.ts";
import { batch, constant, type RuleCase, weight } from "./rule-case.ts";

interface Shape {
  readonly x: readonly number[];
  readonly w: readonly number[];
  readonly b?: number;
}

function convolution(
  op: string,
  law: string,
  { x, w, b }: Shape,
  attributes: Readonly<Record<string, AttributeInput>>,
): RuleCase {
  return { op, law, inputs: [batch(x), weight(w), ...(b === undefined ? [] : [weight([b])])], attributes };
}

/** The same node twice: kernels differentiated, and kernels constant, which takes another road to the input. */
function both(law: string, shape: Shape, attributes: Readonly<Record<string, AttributeInput>>): RuleCase[] {
  const size = shape.w.reduce((total, dim) => total * dim, 1);
  const kernel = constant(
    shape.w,
    Array.from({ length: size }, (_, index) => Math.sin(index + 1)),
  );
  return [
    convolution("Conv", law, shape, attributes),
    { op: "Conv", law: `${law}, constant kernels`, inputs: [batch(shape.x), kernel], attributes },
  ];
}

const square = { x: [2, 3, 6, 5], w: [4, 3, 3, 3] };

export const CONVOLUTION: readonly RuleCase[] = [
  ...both("3x3 with pads and bias", { ...square, b: 4 }, { pads: [1, 1, 1, 1] }),
  ...both("3x3 without pads", square, {}),
  ...both("pads that differ per side", square, { pads: [0, 2, 1, 0] }),
  ...both("pads wider than the kernel", { x: [2, 2, 3, 3], w: [2, 2, 2, 2] }, { pads: [3, 2, 2, 3] }),
  ...both("1x1", { x: [2, 3, 4, 4], w: [5, 3, 1, 1] }, {}),
  ...both("1x1 with stride 2 and a remainder", { x: [2, 3, 4, 6], w: [5, 3, 1, 1] }, { strides: [2, 2] }),
  ...both("stride 2 with pads", square, { strides: [2, 2], pads: [1, 1, 1, 1] }),
  ...both("stride 3 that leaves the last rows unread", { x: [2, 2, 8, 7], w: [3, 2, 2, 2] }, { strides: [3, 3] }),
  ...both("strides that differ", square, { strides: [1, 2], pads: [1, 0, 1, 0] }),
  ...both("dilation", { x: [2, 2, 7, 6], w: [3, 2, 3, 2] }, { dilations: [2, 3], pads: [1, 0, 2, 1] }),
  ...both("dilation and stride", { x: [2, 2, 9, 8], w: [3, 2, 3, 2] }, { dilations: [2, 2], strides: [2, 3] }),
  ...both("two groups", { x: [2, 4, 5, 5], w: [6, 2, 3, 3], b: 6 }, { group: 2, pads: [1, 1, 1, 1] }),
  ...both("two groups, stride 2", { x: [2, 4, 5, 6], w: [6, 2, 3, 3] }, { group: 2, strides: [2, 2] }),
  ...both("depthwise", { x: [2, 3, 5, 5], w: [3, 1, 3, 3] }, { group: 3, pads: [1, 1, 1, 1] }),
  ...both(
    "depthwise with two kernels per channel, stride 2",
    { x: [2, 3, 6, 6], w: [6, 1, 3, 3] },
    {
      group: 3,
      strides: [2, 2],
      pads: [1, 1, 1, 1],
    },
  ),
  ...both("grouped 1x1", { x: [2, 4, 3, 3], w: [4, 2, 1, 1] }, { group: 2 }),
  ...both("more than 16 channels, products shifted", { x: [2, 18, 4, 4], w: [2, 18, 3, 3] }, { pads: [1, 1, 1, 1] }),
  ...both("36 channels in two groups, products shifted", { x: [2, 36, 3, 3], w: [4, 18, 2, 2] }, { group: 2 }),
  ...both("SAME_UPPER, even kernel", { x: [2, 2, 5, 6], w: [3, 2, 2, 4] }, { auto_pad: "SAME_UPPER" }),
  ...both("SAME_LOWER, even kernel", { x: [2, 2, 5, 6], w: [3, 2, 2, 4] }, { auto_pad: "SAME_LOWER" }),
  ...both("SAME_UPPER, stride 2", { x: [2, 2, 5, 6], w: [3, 2, 3, 3] }, { auto_pad: "SAME_UPPER", strides: [2, 2] }),
  ...both("SAME_LOWER, stride 2", { x: [2, 2, 5, 6], w: [3, 2, 3, 3] }, { auto_pad: "SAME_LOWER", strides: [2, 2] }),
  ...both("VALID", { x: [2, 2, 5, 6], w: [3, 2, 3, 3] }, { auto_pad: "VALID", strides: [2, 2] }),
  ...both("one dimension", { x: [2, 3, 8], w: [4, 3, 3], b: 4 }, { pads: [1, 1], strides: [2] }),
  ...both("one dimension, stride 1", { x: [2, 3, 8], w: [4, 3, 3] }, { pads: [2, 0] }),
  ...both("three dimensions", { x: [2, 2, 4, 3, 4], w: [3, 2, 2, 3, 2], b: 3 }, { pads: [0, 1, 1, 0, 1, 0] }),
  ...both("three dimensions, strides", { x: [2, 2, 5, 4, 4], w: [3, 2, 3, 2, 2] }, { strides: [2, 1, 2] }),
  ...both("kernel as large as the input", { x: [2, 2, 3, 3], w: [3, 2, 3, 3] }, {}),
  ...both("input of size 1", { x: [2, 2, 1, 1], w: [3, 2, 3, 3] }, { pads: [1, 1, 1, 1] }),
  convolution("ConvTranspose", "plain", { x: [2, 3, 4, 4], w: [3, 2, 3, 3], b: 2 }, {}),
  convolution(
    "ConvTranspose",
    "stride 2, pads",
    { x: [2, 3, 4, 3], w: [3, 2, 3, 3] },
    {
      strides: [2, 2],
      pads: [1, 0, 1, 1],
    },
  ),
  convolution(
    "ConvTranspose",
    "output_padding",
    { x: [2, 3, 3, 3], w: [3, 2, 3, 3], b: 2 },
    {
      strides: [2, 3],
      pads: [1, 1, 1, 1],
      output_padding: [1, 2],
    },
  ),
  convolution("ConvTranspose", "two groups", { x: [2, 4, 3, 3], w: [4, 3, 2, 2], b: 6 }, { group: 2, strides: [2, 2] }),
  convolution("ConvTranspose", "dilation", { x: [2, 2, 3, 3], w: [2, 3, 2, 3] }, { dilations: [2, 1] }),
  convolution(
    "ConvTranspose",
    "output_shape",
    { x: [2, 2, 3, 3], w: [2, 3, 3, 3] },
    {
      strides: [2, 2],
      output_shape: [6, 5],
    },
  ),
  convolution(
    "ConvTranspose",
    "SAME_UPPER",
    { x: [2, 2, 3, 3], w: [2, 3, 4, 3] },
    {
      strides: [2, 2],
      auto_pad: "SAME_UPPER",
    },
  ),
  convolution(
    "ConvTranspose",
    "SAME_LOWER",
    { x: [2, 2, 3, 3], w: [2, 3, 4, 3] },
    {
      strides: [2, 2],
      auto_pad: "SAME_LOWER",
    },
  ),
  convolution("ConvTranspose", "one dimension", { x: [2, 2, 4], w: [2, 3, 3] }, { strides: [2], pads: [1, 0] }),
  convolution("ConvTranspose", "more than 16 channels", { x: [2, 2, 3, 3], w: [2, 18, 2, 2] }, {}),
];
