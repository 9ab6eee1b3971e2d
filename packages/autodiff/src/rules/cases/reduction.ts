import type { AttributeInput } from "../../emitter.ts";
import { batch, integers, type RuleCase, type Values } from "./rule-case.ts";

/** Axes named, negative, absent, empty with and without noop, kept and dropped, and the batch itself. */
function reduction(op: string, values: Values): RuleCase[] {
  const form = (
    law: string,
    axes: readonly number[] | undefined,
    attributes: Readonly<Record<string, AttributeInput>>,
    perSample = true,
  ): RuleCase => {
    const inputs = [batch([2, 3, 4], values), ...(axes === undefined ? [] : [integers(...axes)])];
    return { op, law, inputs, attributes, perSample };
  };
  return [
    form("one axis, kept", [1], {}),
    form("one axis, dropped", [1], { keepdims: 0 }),
    form("negative axis, dropped", [-1], { keepdims: 0 }),
    form("two axes in any order, dropped", [2, 1], { keepdims: 0 }),
    form("the batch axis, dropped", [0], { keepdims: 0 }, false),
    form("the batch axis, kept", [0], {}, false),
    form("no axes named: all, dropped", undefined, { keepdims: 0 }, false),
    form("no axes named: all, kept", undefined, {}, false),
    form("no axes named, noop_with_empty_axes", undefined, { noop_with_empty_axes: 1, keepdims: 0 }),
    { op, law: "axis of size 1", inputs: [batch([2, 1, 4], values), integers(1)], attributes: { keepdims: 0 } },
  ];
}

export const REDUCTION: readonly RuleCase[] = [
  ...reduction("ReduceSum", "normal"),
  ...reduction("ReduceMean", "normal"),
  ...reduction("ReduceMax", "apart"),
  ...reduction("ReduceMin", "apart"),
];
