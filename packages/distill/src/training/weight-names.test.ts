import { ElementType, Emitter, encodeTensor, type Graph } from "@stillpoint/autodiff";
import { expect, it } from "vitest";
import { modulePath, trainedNames } from "./weight-names.ts";

function graphOf(build: (g: Emitter) => void, weights: readonly string[]): Graph {
  const g = new Emitter("");
  build(g);
  const initializers = new Map(
    weights.map((name) => [name, encodeTensor(name, ElementType.FLOAT, [2, 2], new Float32Array(4).fill(1))] as const),
  );
  return { name: "test", nodes: g.nodes, initializers, inputs: [], outputs: [], declared: new Map() };
}

it.each([
  ["/conv1/Conv_output_0", ["conv1"]],
  ["/layer1/layer1.0/conv1/Conv_output_0", ["layer1.0.conv1"]],
  ["/enc/self_attn/MatMul", ["enc.self_attn"]],
  ["/Relu_output_0", []],
  ["fc1", []],
])("TorchScript's %s lies in %j", (name, path) => expect(modulePath(name)).toEqual(path));

it("a weight is called as it is stored, by its sibling bias, or by its module", () => {
  const graph = graphOf(
    (g) => {
      g.node("Conv", ["input", "layer1.0.conv1.weight"], ["raw"]);
      g.node("BatchNormalization", ["raw", "bn", "bn", "bn", "bn"], ["layer1.0.bn1"]);
      g.node("MatMul", ["layer1.0.bn1", "onnx::MatMul_214"], ["/enc/dense/MatMul_output_0"]);
      g.node("Add", ["enc.dense.bias", "/enc/dense/MatMul_output_0"], ["/enc/dense/Add_output_0"]);
      g.node("MatMul", ["/enc/dense/Add_output_0", "val_39"], ["val_40"]);
      g.node("Add", ["val_40", "attn.in_proj_bias"], ["out"]);
    },
    ["layer1.0.conv1.weight", "bn", "onnx::MatMul_214", "enc.dense.bias", "val_39", "attn.in_proj_bias"],
  );
  // The weight before a normalisation, not the normalisation's own scale.
  expect(trainedNames(graph, "layer1.0.bn1")).toEqual(["layer1.0.conv1.weight"]);
  expect(trainedNames(graph, "/enc/dense/Add_output_0")).toEqual(["enc.dense.weight", "enc.dense"]);
  expect(trainedNames(graph, "out")).toEqual(["attn.in_proj_weight"]);
});
