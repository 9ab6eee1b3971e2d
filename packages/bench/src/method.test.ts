import { describe, expect, it } from "vitest";
import { methodsNamed } from "./method.ts";

describe("methods by name", () => {
  it.each([
    ["feature", ["feature"]],
    ["logits, feature", ["feature", "logits"]],
    ["logits,logits", ["logits"]],
  ])("%s are %j", (list, methods) => expect(methodsNamed(list)).toEqual(methods));

  it.each([
    ["", "an empty name"],
    ["feature,", "an empty name"],
    ["logit", "logit"],
  ])("refuse %j", (list, got) => {
    expect(() => methodsNamed(list)).toThrow(`--methods: expected some of feature,logits; got ${got};`);
  });
});
