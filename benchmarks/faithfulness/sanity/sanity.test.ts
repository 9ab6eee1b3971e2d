import { type Model, readModel, writeModel } from "@stillpoint/autodiff";
import { chanceOf, digest } from "@stillpoint/core";
import { convNet, textTransformer } from "@stillpoint/distill";
import { describe, expect, it } from "vitest";
import { groupsFromTop, withWeightsOf } from "./randomised.ts";
import { shuffledLabels } from "./shuffled.ts";

const one = readModel(convNet({ seed: 1 }));
const other = readModel(convNet({ seed: 2 }));

describe("groupsFromTop", () => {
  it("lists layers with weights from the logits down to the input", () => {
    const names = groupsFromTop(one, "input").map(({ name }) => name);
    expect(names).toEqual(["fc3", "fc2", "fc1", "conv", "conv3", "conv2", "conv1"]);
    const [last] = groupsFromTop(one, "input").filter(({ name }) => name === "conv1");
    expect(last?.weights).toContain("conv1.norm.running_var");
  });

  it("leaves out what lies before the perturbed tensor", () => {
    const text = readModel(textTransformer({ seed: 1, vocabulary: 20, length: 6 }));
    const names = groupsFromTop(text, "embedded").map(({ name }) => name);
    expect(names).toEqual(["fc2", "fc1", "pooled", "block1"]);
  });
});

describe("withWeightsOf", () => {
  const groups = groupsFromTop(one, "input");

  it("is the network itself with no group, the untrained one with all", () => {
    const bytesOf = (model: Model): string => digest([writeModel(model)]);
    expect(bytesOf(withWeightsOf(one, other, []))).toBe(bytesOf(one));
    expect(bytesOf(withWeightsOf(one, other, groups))).toBe(bytesOf(other));
  });

  it("changes the weights of its groups and no others", () => {
    const mixed = withWeightsOf(one, other, groups.slice(0, 2)).graph.initializers;
    expect(mixed.get("fc2.weight")).toBe(other.graph.initializers.get("fc2.weight"));
    expect(mixed.get("fc1.weight")).toBe(one.graph.initializers.get("fc1.weight"));
  });
});

describe("shuffledLabels", () => {
  it("hands the same labels to other samples", () => {
    const chance = chanceOf({ seed: 1, sample: "law", purpose: "labels", pass: 0 });
    const labels = Int32Array.from({ length: 400 }, () => chance.below(10));
    const shuffled = shuffledLabels(labels, 1);
    expect([...shuffled].sort()).toEqual([...labels].sort());
    const kept = shuffled.filter((label, k) => label === labels[k]).length / labels.length;
    expect(kept).toBeGreaterThan(0.02);
    expect(kept).toBeLessThan(0.2);
  });
});
