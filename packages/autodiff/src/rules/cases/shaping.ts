import type { AttributeInput } from "../../emitter.ts";
import { batch, type CaseInput, constant, integers, type RuleCase, weight } from "./rule-case.ts";

function form(
  op: string,
  law: string,
  inputs: readonly (CaseInput | undefined)[],
  attributes: Readonly<Record<string, AttributeInput>> = {},
): RuleCase {
  return { op, law, inputs, attributes };
}

const slice = (law: string, ...cut: (readonly number[])[]): RuleCase =>
  form("Slice", law, [batch([2, 5, 7]), ...cut.map((values) => integers(...values))]);

const pad = (law: string, ...pads: number[]): RuleCase => form("Pad", law, [batch([2, 3, 4]), integers(...pads)]);

function resizes(): RuleCase[] {
  const by = (law: string, scales: readonly number[], attributes: Readonly<Record<string, AttributeInput>>): RuleCase =>
    form("Resize", law, [batch([2, 2, 4, 5]), undefined, constant([scales.length], scales)], attributes);
  const to = (law: string, sizes: readonly number[], attributes: Readonly<Record<string, AttributeInput>>): RuleCase =>
    form("Resize", law, [batch([2, 2, 4, 5]), undefined, undefined, integers(...sizes)], {
      ...attributes,
      axes: [2, 3],
    });
  return [
    by("nearest, twice as large", [1, 1, 2, 2], {
      coordinate_transformation_mode: "asymmetric",
      nearest_mode: "floor",
    }),
    by("nearest, smaller", [1, 1, 0.5, 0.7], {}),
    by("linear, half pixels", [1, 1, 2, 1.5], { mode: "linear" }),
    by("linear, one axis named", [2.5], { mode: "linear", axes: [-1] }),
    to("linear, corners aligned", [7, 3], { mode: "linear", coordinate_transformation_mode: "align_corners" }),
    to("linear, PyTorch's half pixels", [2, 9], {
      mode: "linear",
      coordinate_transformation_mode: "pytorch_half_pixel",
    }),
    by("cubic", [1, 1, 2, 2], { mode: "cubic" }),
    by("linear, antialiased", [1, 1, 0.5, 0.6], { mode: "linear", antialias: 1 }),
  ];
}

export const SHAPING: readonly RuleCase[] = [
  form("Reshape", "axes merged", [batch([2, 3, 4]), integers(0, -1)]),
  form("Reshape", "axes split", [batch([2, 12]), integers(-1, 3, 4)]),
  form("Flatten", "axis 1", [batch([2, 3, 4])]),
  form("Flatten", "negative axis", [batch([2, 1, 4])], { axis: -2 }),
  form("Transpose", "axes reversed", [weight([2, 3, 4])]),
  form("Transpose", "a cycle, which is not its own inverse", [batch([2, 3, 4, 5])], { perm: [0, 2, 3, 1] }),
  form("Squeeze", "named axes", [batch([2, 1, 4, 1]), integers(1, -1)]),
  { ...form("Squeeze", "all axes of size 1", [batch([2, 1, 4, 1])]), perSample: false },
  form("Unsqueeze", "inner and last axis", [batch([2, 3]), integers(1, -1)]),
  form("Concat", "axis 1", [batch([2, 3, 2]), batch([2, 1, 2]), batch([2, 4, 2])], { axis: 1 }),
  form("Concat", "negative axis", [batch([2, 3]), batch([2, 5])], { axis: -1 }),
  {
    ...form("Concat", "one input without a gradient", [batch([2, 3]), constant([2, 1], [1, 2]), batch([2, 2])], {
      axis: 1,
    }),
    perSample: false,
  },
  form("Concat", "one input", [batch([2, 3])], { axis: 1 }),
  { ...form("Split", "sizes given", [batch([2, 7, 2]), integers(2, 4, 1)], { axis: 1 }), outputs: 3 },
  { ...form("Split", "equal parts", [batch([2, 6])], { axis: -1, num_outputs: 3 }), outputs: 3 },
  { ...form("Split", "a smaller last part", [batch([2, 7])], { axis: 1, num_outputs: 3 }), outputs: 3 },
  {
    ...form("Split", "a smaller last part, only the first used", [batch([2, 7])], { axis: 1, num_outputs: 3 }),
    outputs: 3,
    seeded: [0],
  },
  {
    ...form("Split", "only the middle used", [batch([2, 7]), integers(2, 4, 1)], { axis: 1 }),
    outputs: 3,
    seeded: [1],
  },
  {
    ...form("Split", "the middle unused", [batch([2, 7]), integers(2, 4, 1)], { axis: 1 }),
    outputs: 3,
    seeded: [0, 2],
  },
  { ...form("Split", "the first unused", [batch([2, 7]), integers(2, 4, 1)], { axis: 1 }), outputs: 3, seeded: [1, 2] },
  slice("one axis", [1], [4], [1]),
  slice("negative start and end", [-4], [-1], [-1]),
  slice("two axes", [1, 2], [5, 6], [1, 2]),
  slice("end past the axis", [2], [2 ** 31], [2]),
  slice("step 2", [0], [7], [2], [2]),
  slice("step 3 with a remainder", [1], [7], [2], [3]),
  slice("steps on two axes", [0, 1], [5, 7], [1, 2], [2, 3]),
  slice("backward", [-1], [-(2 ** 31)], [2], [-1]),
  slice("backward in steps of 2", [5], [0], [2], [-2]),
  slice("backward past both ends", [100], [-100], [1], [-2]),
  form("Slice", "axes not named", [weight([4, 5]), integers(1, 0), integers(3, 4)]),
  form("Slice", "the whole batch named too", [batch([2, 5]), integers(0, 1), integers(2 ** 31, 3), integers(0, 1)]),
  pad("both sides", 0, 1, 2, 0, 0, 1),
  pad("removes", 0, -1, 1, 0, 0, -2),
  form("Pad", "value and axes", [batch([2, 3, 4]), integers(1, 2), constant([], [5]), integers(2)]),
  ...["reflect", "edge", "wrap"].map((mode) => ({
    ...form("Pad", mode, [batch([2, 4, 5]), integers(0, 2, 1, 0, 0, 3)], { mode }),
    opset: 19,
  })),
  form("Pad", "reflect, axes named", [batch([2, 4, 5]), integers(1, 2), undefined, integers(-1)], { mode: "reflect" }),
  ...resizes(),
  form("DepthToSpace", "depth first", [batch([2, 8, 2, 3])], { blocksize: 2, mode: "DCR" }),
  form("DepthToSpace", "columns first", [batch([2, 8, 2, 3])], { blocksize: 2, mode: "CRD" }),
  form("SpaceToDepth", "blocks of 2", [batch([2, 2, 4, 6])], { blocksize: 2 }),
  form("Expand", "axes of size 1", [batch([2, 1, 4]), integers(2, 3, 4)]),
  form("Expand", "a new leading axis", [weight([3, 1]), integers(2, 3, 4)]),
  form("Expand", "to the same shape", [weight([2, 3]), integers(2, 3)]),
];
