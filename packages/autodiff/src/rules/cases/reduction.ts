import type { AttributeInput } from "../../emitter.ts";
import { batch, integers, type RuleCase, type Values } from "./rule-case.ts";

/** Axes named, negative, absent, empty with and without noop, kept and dropped, and the batch itself. */
function reduction(op: string, values: Values, noop = true): RuleCase[] {
  const form = (
    law: string,
    axes: readonly number[] | undefined,
    attributes: Readonly<Record<string, AttributeInput>>,
    perSample = true,
  ): RuleCase => {
    const inputs = [batch([2, 3, 4], values), ...(axes === undefined ? [] : [integers(...axes)])];
    return { op, law, inputs, attributes, perSample };
  };
  const common = [
    form("one axis, kept", [1], {}),
    form("one axis, dropped", [1], { keepdims: 0 }),
    form("negative axis, dropped", [-1], { keepdims: 0 }),
    form("two axes in any order, dropped", [2, 1], { keepdims: 0 }),
    form("the batch axis, dropped", [0], { keepdims: 0 }, false),
    form("the batch axis, kept", [0], {}, false),
    form("no axes named: all, dropped", undefined, { keepdims: 0 }, false),
    form("no axes named: all, kept", undefined, {}, false),
    { op, law: "axis of size 1", inputs: [batch([2, 1, 4], values), integers(1)], attributes: { keepdims: 0 } },
  ];
  if (!noop) return common;
  return [...common, form("no axes named, noop_with_empty_axes", undefined, { noop_with_empty_axes: 1, keepdims: 0 })];
}

const withZeros = [2, 0, -1, 1.5, 0, 3, 0, 0, 0.5, 1, -2, 4];

export const REDUCTION: readonly RuleCase[] = [
  ...reduction("ReduceSum", "normal"),
  ...reduction("ReduceMean", "normal"),
  ...reduction("ReduceMax", "apart"),
  ...reduction("ReduceMin", "apart"),
  ...reduction("ReduceL1", "apart", false),
  ...reduction("ReduceL2", "normal", false),
  ...reduction("ReduceSumSquare", "normal", false),
  ...reduction("ReduceLogSum", "positive", false),
  ...reduction("ReduceLogSumExp", "normal", false),
  ...reduction("ReduceProd", "positive", false),
  { op: "ReduceProd", law: "none, one and two zeros", inputs: [batch([2, 2, 3], withZeros), integers(1)] },
];
