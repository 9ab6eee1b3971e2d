// Nodes of older operator sets: what the conversions are checked on.

import { type AttributeInput, float } from "../emitter.ts";
import { type AttributeValue, ElementType } from "../model/graph.ts";

/** One node as an older operator set writes it. */
export interface OldForm {
  readonly op: string;
  readonly law: string;
  readonly opset: number;
  readonly shape: readonly number[];
  readonly attributes?: Readonly<Record<string, AttributeInput>>;
  /** Constant inputs after the first, integers or floats; undefined is an absent one. */
  readonly constants?: readonly (readonly number[] | { readonly floats: readonly number[] } | undefined)[];
  readonly outputs?: number;
  /** Outputs that still exist at opset 18; all. */
  readonly compared?: number;
  /** Element type of every output that is not float32. */
  readonly outputTypes?: Readonly<Record<number, number>>;
}

const floats = (...value: number[]): AttributeValue => ({ kind: "floats", value });

const REDUCTIONS = [
  "ReduceL1",
  "ReduceL2",
  "ReduceLogSum",
  "ReduceLogSumExp",
  "ReduceMax",
  "ReduceMean",
  "ReduceMin",
  "ReduceProd",
  "ReduceSumSquare",
];

function reductions(): OldForm[] {
  const shape = [2, 3, 4];
  return REDUCTIONS.flatMap((op) => [
    { op, law: "axes", opset: 13, shape, attributes: { axes: [1, 2], keepdims: 0 } },
    { op, law: "all axes", opset: 17, shape },
  ]);
}

function softmax(op: string): OldForm[] {
  const shape = [2, 3, 4];
  return [
    { op, law: "default axis 1, later axes as one", opset: 11, shape },
    { op, law: "axis 0, all as one", opset: 12, shape, attributes: { axis: 0 } },
    { op, law: "axis 2", opset: 7, shape, attributes: { axis: 2 } },
    { op, law: "last axis", opset: 12, shape, attributes: { axis: -1 } },
    { op, law: "negative axis", opset: 11, shape, attributes: { axis: -2 } },
    { op, law: "default axis -1", opset: 13, shape },
  ];
}

export const OLD_FORMS: readonly OldForm[] = [
  ...reductions(),
  { op: "ReduceSum", law: "axes", opset: 12, shape: [2, 3, 4], attributes: { axes: [-1] } },
  { op: "ReduceSum", law: "axes as an input", opset: 13, shape: [2, 3, 4], constants: [[1]] },
  ...softmax("Softmax"),
  ...softmax("LogSoftmax"),
  ...softmax("Hardmax"),
  { op: "Squeeze", law: "axes", opset: 12, shape: [2, 1, 3, 1], attributes: { axes: [1] } },
  { op: "Squeeze", law: "all", opset: 9, shape: [2, 1, 3, 1] },
  { op: "Unsqueeze", law: "axes", opset: 12, shape: [2, 3], attributes: { axes: [0, 3] } },
  { op: "Slice", law: "axes", opset: 9, shape: [3, 5], attributes: { starts: [1, -4], ends: [3, 100], axes: [0, 1] } },
  { op: "Slice", law: "no axes", opset: 7, shape: [3, 5], attributes: { starts: [1, 0], ends: [3, 4] } },
  { op: "Slice", law: "inputs", opset: 10, shape: [3, 5], constants: [[0], [5], [1], [2]] },
  { op: "Pad", law: "value", opset: 10, shape: [2, 3], attributes: { pads: [0, 1, 1, 0], value: float(2.5) } },
  { op: "Pad", law: "reflect", opset: 9, shape: [2, 3], attributes: { pads: [0, 1, 0, 2], mode: "reflect" } },
  { op: "Pad", law: "inputs", opset: 13, shape: [2, 3], constants: [[0, 1, 1, 0], { floats: [3] }] },
  { op: "Clip", law: "both", opset: 10, shape: [2, 3], attributes: { min: float(-0.5), max: float(0.5) } },
  { op: "Clip", law: "only high", opset: 7, shape: [2, 3], attributes: { max: float(0.5) } },
  { op: "Clip", law: "none", opset: 7, shape: [2, 3] },
  { op: "Dropout", law: "ratio", opset: 11, shape: [2, 3], attributes: { ratio: float(0.7) } },
  { op: "Dropout", law: "ratio", opset: 7, shape: [2, 3], attributes: { ratio: float(0.7) } },
  { op: "Dropout", law: "default", opset: 10, shape: [2, 3] },
  { op: "Split", law: "sizes", opset: 11, shape: [2, 5], attributes: { split: [2, 3], axis: 1 }, outputs: 2 },
  { op: "Split", law: "equal", opset: 11, shape: [2, 6], attributes: { axis: 1 }, outputs: 3 },
  { op: "Split", law: "equal", opset: 13, shape: [2, 6], attributes: { axis: -1 }, outputs: 3 },
  {
    op: "Split",
    law: "sizes as an input",
    opset: 17,
    shape: [2, 6],
    constants: [[4, 2]],
    attributes: { axis: 1 },
    outputs: 2,
  },
  {
    op: "TopK",
    law: "k",
    opset: 9,
    shape: [2, 5],
    attributes: { k: 2, axis: 1 },
    outputs: 2,
    outputTypes: { 1: ElementType.INT64 },
  },
  {
    op: "TopK",
    law: "input",
    opset: 10,
    shape: [2, 5],
    constants: [[2]],
    outputs: 2,
    outputTypes: { 1: ElementType.INT64 },
  },
  { op: "Upsample", law: "scales", opset: 7, shape: [1, 2, 3, 2], attributes: { scales: floats(1, 1, 2, 3) } },
  { op: "Upsample", law: "fractions", opset: 7, shape: [1, 2, 3, 4], attributes: { scales: floats(1, 1, 1.5, 2.25) } },
  {
    op: "Upsample",
    law: "linear",
    opset: 7,
    shape: [1, 2, 3, 2],
    attributes: { scales: floats(1, 1, 2, 2), mode: "linear" },
  },
  { op: "Upsample", law: "input", opset: 9, shape: [1, 2, 3, 2], constants: [{ floats: [1, 1, 2, 2] }] },
  { op: "Resize", law: "nearest", opset: 10, shape: [1, 2, 3, 2], constants: [{ floats: [1, 1, 2, 2.5] }] },
  {
    op: "Resize",
    law: "nearest, smaller",
    opset: 10,
    shape: [1, 1, 7, 8],
    constants: [{ floats: [1, 1, 0.5, 0.4] }],
  },
  ...[9, 13].map((opset) => ({
    op: "BatchNormalization",
    law: "five outputs: batch statistics",
    opset,
    shape: [4, 3, 2],
    attributes: { momentum: float(0.7) },
    constants: [{ floats: [1, 2, 3] }, { floats: [0, 1, 2] }, { floats: [0, 0.5, 1] }, { floats: [1, 2, 0.5] }],
    outputs: 5,
    compared: 3,
  })),
  {
    op: "Resize",
    law: "linear",
    opset: 10,
    shape: [1, 1, 4, 4],
    constants: [{ floats: [1, 1, 2, 1.5] }],
    attributes: { mode: "linear" },
  },
  {
    op: "Resize",
    law: "half_pixel linear",
    opset: 11,
    shape: [1, 1, 4, 4],
    constants: [{ floats: [] }, { floats: [1, 1, 2, 2] }],
    attributes: { mode: "linear" },
  },
  {
    op: "Resize",
    law: "align_corners to sizes",
    opset: 11,
    shape: [1, 1, 4, 4],
    constants: [{ floats: [] }, { floats: [] }, [1, 1, 6, 7]],
    attributes: { mode: "linear", coordinate_transformation_mode: "align_corners" },
  },
  {
    op: "Resize",
    law: "asymmetric nearest",
    opset: 13,
    shape: [1, 1, 4, 4],
    constants: [undefined, { floats: [1, 1, 2, 2] }],
    attributes: { coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" },
  },
  {
    op: "Resize",
    law: "cubic",
    opset: 13,
    shape: [1, 1, 4, 4],
    constants: [undefined, { floats: [1, 1, 2, 2] }],
    attributes: { mode: "cubic" },
  },
  {
    op: "BatchNormalization",
    law: "spatial",
    opset: 7,
    shape: [2, 3, 2],
    attributes: { spatial: 1 },
    constants: [{ floats: [1, 2, 3] }, { floats: [0, 1, 2] }, { floats: [0, 0.5, 1] }, { floats: [1, 2, 0.5] }],
  },
  {
    op: "BatchNormalization",
    law: "epsilon",
    opset: 9,
    shape: [2, 3, 2],
    attributes: { epsilon: float(0.1) },
    constants: [{ floats: [1, 2, 3] }, { floats: [0, 1, 2] }, { floats: [0, 0.5, 1] }, { floats: [1, 2, 0.5] }],
  },
  { op: "Scatter", law: "renamed", opset: 9, shape: [4], constants: [[2, 0], { floats: [7, 8] }] },
  {
    op: "Gemm",
    law: "unchanged",
    opset: 9,
    shape: [2, 2],
    constants: [{ floats: [1, 2] }, { floats: [3] }],
    attributes: { transA: 1 },
  },
  { op: "MaxPool", law: "unchanged", opset: 8, shape: [1, 1, 4, 4], attributes: { kernel_shape: [2, 2] } },
  {
    op: "AveragePool",
    law: "unchanged",
    opset: 7,
    shape: [1, 1, 4, 4],
    attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1] },
  },
];
