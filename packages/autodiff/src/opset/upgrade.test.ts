import { drawNormal, StillpointError, type Tensor } from "@stillpoint/core";
import { runOnce } from "@stillpoint/onnx/node";
import { expectAllclose } from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { OLD_FORMS, type OldForm } from "../../fixtures/old-forms.ts";
import { type AttributeInput, Emitter } from "../emitter.ts";
import { ElementType, type Graph, type Initializer, type Node } from "../model/graph.ts";
import { writeModel } from "../model/write.ts";
import { upgradeNode } from "./upgrade.ts";

function constantShape(form: OldForm, index: number, count: number): number[] {
  if (form.op === "Pad" && index === 1) return [];
  if (form.op === "Gemm") return index === 0 ? [2, 1] : [1];
  return [count];
}

function oldNode(form: OldForm, g: Emitter): Node {
  const constants = (form.constants ?? []).map((values, index) => {
    if (values === undefined) return "";
    if ("floats" in values) return g.float32(values.floats, constantShape(form, index, values.floats.length));
    return g.int64(values);
  });
  const outputs = Array.from({ length: form.outputs ?? 1 }, (_, index) => `y${index}`);
  g.node(form.op, ["x", ...constants], outputs, form.attributes);
  return g.nodes.pop()!;
}

function run(form: OldForm, nodes: readonly Node[], constants: ReadonlyMap<string, Initializer>, opset: number) {
  const graph: Graph = {
    name: form.op,
    nodes,
    initializers: constants,
    inputs: [{ name: "x", elementType: ElementType.FLOAT, dims: form.shape }],
    outputs: Array.from({ length: form.compared ?? form.outputs ?? 1 }, (_, index) => {
      return { name: `y${index}`, elementType: form.outputTypes?.[index] ?? ElementType.FLOAT, dims: undefined };
    }),
    declared: new Map(),
  };
  const model = { irVersion: 8, opsets: new Map([["", opset]]), producer: "", metadata: new Map(), graph };
  return runOnce(writeModel(model), { x: input(form) });
}

function input({ op, shape }: OldForm): Tensor {
  const data = new Float32Array(shape.reduce((size, dim) => size * dim, 1));
  drawNormal({ seed: 5, sample: "upgrade", purpose: "input", pass: 0 }, data);
  return { type: "float32", shape, data: op === "ReduceLogSum" ? data.map((value) => value + 3) : data };
}

function node(op: string, inputs: readonly string[], attributes: Readonly<Record<string, AttributeInput>> = {}): Node {
  const g = new Emitter("");
  g.node(op, inputs, ["y"], attributes);
  return { ...g.nodes[0]!, name: "the node" };
}

describe("upgradeNode", () => {
  for (const form of OLD_FORMS) {
    it(`${form.op} ${form.opset}, ${form.law}: computes at opset 18 what it computed before`, async () => {
      const g = new Emitter("old/");
      const old = oldNode(form, g);
      const before = await run(form, [old], g.constants, form.opset);
      const after = await run(form, upgradeNode(old, form.opset, g), g.constants, 18);
      expect(Object.keys(after)).toEqual(Object.keys(before));
      for (const [name, { shape, data }] of Object.entries(before)) {
        expect(after[name]?.shape).toEqual(shape);
        expectAllclose(Array.from(after[name]?.data ?? [], Number), Array.from(data, Number), { relative: 1e-6 });
      }
    });
  }

  it("changes no node of opset 18 or later, and none of another domain", () => {
    const g = new Emitter("");
    const reduce = node("ReduceMean", ["x"], { axes: [1] });
    for (const opset of [18, 19, 26]) expect(upgradeNode(reduce, opset, g)).toEqual([reduce]);
    const foreign = { ...reduce, domain: "com.example" };
    expect(upgradeNode(foreign, 11, g)).toEqual([foreign]);
    expect(g.nodes).toEqual([]);
  });

  it("keeps node names and returns nodes instead of emitting them", () => {
    const g = new Emitter("");
    const nodes = upgradeNode(node("Softmax", ["x"]), 11, g);
    expect(nodes.map(({ op }) => op)).toEqual(["Flatten", "Softmax", "Shape", "Reshape"]);
    expect(nodes[1]?.name).toBe("the node");
    expect(g.nodes).toEqual([]);
  });

  it.each([
    ["an opset before 7", 6, node("Relu", ["x"])],
    ["statistics per value", 8, node("BatchNormalization", ["x", "s", "b", "m", "v"], { spatial: 0 })],
    ["a float mask", 9, { ...node("Dropout", ["x"]), outputs: ["y", "mask"] }],
    [
      "a removed coordinate mode",
      11,
      node("Resize", ["x", "r", "s"], { coordinate_transformation_mode: "tf_half_pixel_for_nn" }),
    ],
    ["a Scan over batches", 8, node("Scan", ["", "x"])],
    ["Upsample after its removal", 10, node("Upsample", ["x", "s"])],
  ])("names the node for %s", (_, opset, old) => {
    const convert = () => upgradeNode(old, opset, new Emitter(""));
    expect(convert).toThrow(StillpointError);
    expect(convert).toThrow(/node the node \(\w+, opset \d+\): expected .*; got .*; export/);
  });
});
