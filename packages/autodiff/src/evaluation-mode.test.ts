import { StillpointError } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { spliceFeatures } from "./differentiate.ts";
import { type AttributeInput, Emitter } from "./emitter.ts";
import { trainingFault } from "./evaluation-mode.ts";
import { ElementType, type Graph } from "./model/graph.ts";
import { encodeTensor } from "./model/tensor.ts";
import { writeModel } from "./model/write.ts";
import { readNetwork } from "./network.ts";

/** x -> before -> y, where `build` makes y of `before`. */
function network(build: (g: Emitter) => void, opset = 18) {
  const g = new Emitter("");
  g.node("Relu", ["x"], ["before"]);
  build(g);
  const graph: Graph = {
    name: "",
    nodes: g.nodes.map((node) => ({ ...node, name: node.outputs[0]! })),
    initializers: g.constants,
    inputs: [{ name: "x", elementType: ElementType.FLOAT, dims: ["batch", 3] }],
    outputs: [{ name: "y", elementType: ElementType.FLOAT, dims: undefined }],
    declared: new Map(),
  };
  return readNetwork(
    writeModel({ irVersion: 8, opsets: new Map([["", opset]]), producer: "", metadata: new Map(), graph }),
  );
}

function flag(g: Emitter, holds: boolean): string {
  g.constants.set("flag", encodeTensor("flag", ElementType.BOOL, [], Uint8Array.of(Number(holds))));
  return "flag";
}

const statistics = (g: Emitter) => [1, 0, 0, 1].map((value) => g.float32([value, value, value]));
const normalised = (attributes: Readonly<Record<string, AttributeInput>>, outputs: readonly string[]) => (g: Emitter) =>
  g.node("BatchNormalization", ["before", ...statistics(g)], outputs, attributes);
const drawn =
  (op: string, inputs: readonly string[], attributes = {}) =>
  (g: Emitter) => {
    g.node(op, inputs, ["noise"], attributes);
    g.node("Add", ["before", "noise"], ["y"]);
  };
const inBranch = (g: Emitter) => {
  const inner = new Emitter("inner/");
  inner.node("RandomNormalLike", ["before"], ["noise"]);
  const outputs = [{ name: "noise", elementType: ElementType.FLOAT, dims: undefined }];
  const branch: AttributeInput = {
    kind: "graph",
    value: { name: "", nodes: inner.nodes, initializers: new Map(), inputs: [], outputs, declared: new Map() },
  };
  const condition = g.op("Greater", [g.op("ReduceMax", ["x"], { keepdims: 0 }), g.float32(0)]);
  g.node("If", [condition], ["y"], { then_branch: branch, else_branch: branch });
};

describe("trainingFault", () => {
  it.each<[string, (g: Emitter) => void, number, RegExp]>([
    [
      "BatchNormalization",
      normalised({ training_mode: 1 }, ["y", "m", "v"]),
      18,
      /^node y \(BatchNormalization\): .*training mode; call model.eval\(\)/,
    ],
    [
      "BatchNormalization of old training",
      normalised({}, ["y", "m", "v", "sm", "sv"]),
      9,
      /^node y \(BatchNormalization\)/,
    ],
    [
      "Dropout",
      (g) => g.node("Dropout", ["before", g.float32(0.5), flag(g, true)], ["y"]),
      18,
      /^node y \(Dropout\): .*training mode/,
    ],
    [
      "Dropout whose mode is computed",
      (g) => g.node("Dropout", ["before", "", g.op("IsNaN", [g.op("ReduceMax", ["x"], { keepdims: 0 })])], ["y"]),
      18,
      /^node y \(Dropout\)/,
    ],
    [
      "RandomNormalLike",
      drawn("RandomNormalLike", ["before"]),
      18,
      /^node noise \(RandomNormalLike\): expected a network that draws no numbers; got/,
    ],
    ["RandomUniformLike", drawn("RandomUniformLike", ["before"]), 18, /^node noise \(RandomUniformLike\)/],
    ["RandomNormal", drawn("RandomNormal", [], { shape: [3] }), 18, /^node noise \(RandomNormal\)/],
    ["RandomUniform", drawn("RandomUniform", [], { shape: [3] }), 18, /^node noise \(RandomUniform\)/],
    ["Bernoulli", drawn("Bernoulli", ["before"]), 18, /^node noise \(Bernoulli\)/],
    ["a random branch", inBranch, 18, /^node .* \(RandomNormalLike\)/],
  ])("names %s, and leaves what comes before", (_what, build, opset, message) => {
    const { graph } = network(build, opset);
    const found = trainingFault(graph, "y");
    expect(found).toBeInstanceOf(StillpointError);
    expect(found?.message).toMatch(message);
    expect(trainingFault(graph, "before")).toBeUndefined();
  });

  it.each<[string, (g: Emitter) => void]>([
    ["BatchNormalization", normalised({}, ["y"])],
    ["Dropout without a mode", (g) => g.node("Dropout", ["before"], ["y"])],
    ["Dropout with its mode off", (g) => g.node("Dropout", ["before", g.float32(0.5), flag(g, false)], ["y"])],
  ])("passes %s in evaluation", (_what, build) => {
    expect(trainingFault(network(build).graph, "y")).toBeUndefined();
  });

  it("keeps such a layer from being cut", () => {
    const model = network(drawn("RandomNormalLike", ["before"]));
    const shapes = new Map(["x", "before", "y"].map((name) => [name, ["batch", 3]] as const));
    expect(() => spliceFeatures({ model, from: "x", to: "y", shapes })).toThrow(/node noise \(RandomNormalLike\)/);
    expect(() => spliceFeatures({ model, from: "x", to: "before", shapes })).not.toThrow();
  });
});
