import { runOnce } from "@stillpoint/onnx/node";
import { describe, expect, it } from "vitest";
import { type Splice, spliceFeatures, splicePrefix, spliceResidual, spliceVjp } from "./differentiate.ts";
import { Emitter } from "./emitter.ts";
import { FragmentTensor } from "./fragment-names.ts";
import { type Dim, ElementType, type Model, type Port } from "./model/graph.ts";
import { readModel } from "./model/read.ts";
import { encodeTensor } from "./model/tensor.ts";
import { obstacleBetween } from "./reverse.ts";

const port = (name: string, dims: readonly Dim[], elementType: number = ElementType.FLOAT): Port => ({
  name,
  elementType,
  dims,
});

/** Six layers of 3x3 matrices with a Tanh behind each: `h0` .. `h5`. */
function tower(): Splice["model"] {
  const g = new Emitter("");
  const weights = Array.from({ length: 6 }, (_, layer) => {
    const values = Float32Array.from({ length: 9 }, (_, k) => Math.sin(1 + layer * 9 + k));
    return encodeTensor(`w${layer}`, ElementType.FLOAT, [3, 3], values);
  });
  for (let layer = 0; layer < 6; layer += 1) {
    g.node("MatMul", [layer === 0 ? "x" : `h${layer - 1}`, `w${layer}`], [`m${layer}`]);
    g.node("Tanh", [`m${layer}`], [`h${layer}`]);
  }
  return model(g, weights, [port("x", ["batch", 3])], "h5");
}

function model(
  g: Emitter,
  weights: readonly ReturnType<typeof encodeTensor>[],
  inputs: readonly Port[],
  output: string,
): Model {
  return {
    irVersion: 8,
    opsets: new Map([["", 18]]),
    producer: "test",
    metadata: new Map(),
    graph: {
      name: "test",
      nodes: g.nodes,
      initializers: new Map([...weights.map((tensor) => [tensor.name, tensor] as const), ...g.constants]),
      inputs,
      outputs: [port(output, ["batch", 3])],
      declared: new Map(),
    },
  };
}

function towerSplice(from: string, to: string): Splice {
  const inner = Array.from({ length: 6 }, (_, layer) => [`m${layer}`, `h${layer}`]).flat();
  const shapes = new Map<string, readonly Dim[]>(["x", ...inner].map((name) => [name, ["batch", 3]]));
  for (let layer = 0; layer < 6; layer += 1) shapes.set(`w${layer}`, [3, 3]);
  return { model: tower(), from, to, shapes };
}

const weightsOf = (bytes: Uint8Array): string[] =>
  [...readModel(bytes).graph.initializers.keys()].filter((name) => name.startsWith("w"));

describe("splicing", () => {
  it("leaves every weight after the layer and before the perturbed tensor behind", () => {
    for (const splice of [spliceFeatures, spliceResidual, spliceVjp]) {
      expect(weightsOf(splice(towerSplice("x", "h1")).bytes)).toEqual(["w0", "w1"]);
      expect(weightsOf(splice(towerSplice("h1", "h3")).bytes)).toEqual(["w2", "w3"]);
    }
    expect(weightsOf(splicePrefix(tower(), ["h2"]))).toEqual(["w0", "w1", "w2"]);
  });

  it("makes an early layer cost no later time: its graph has no node of a later layer", () => {
    const early = readModel(spliceVjp(towerSplice("x", "h1")).bytes).graph.nodes.length;
    const late = readModel(spliceVjp(towerSplice("x", "h5")).bytes).graph.nodes.length;
    expect(early).toBeLessThan(late / 2);
    const ops = readModel(spliceFeatures(towerSplice("x", "h1")).bytes).graph.nodes.map((node) => node.op);
    expect(ops).toEqual(["MatMul", "Tanh", "MatMul", "Tanh", "Flatten"]);
  });

  it("has only the perturbed tensor, its target and needed side inputs as inputs", () => {
    const inputs = readModel(spliceResidual(towerSplice("h0", "h2")).bytes).graph.inputs.map((input) => input.name);
    expect(inputs).toEqual(["h0", FragmentTensor.target]);
  });

  it("drops the forward pass of a layer that is linear in the perturbed tensor", () => {
    const fragment = spliceVjp(towerSplice("x", "m0"));
    expect(fragment.inputs).toEqual([FragmentTensor.cotangent]);
  });

  it("computes residual and J'v of one tower from any tensor to any later one", async () => {
    const x = { type: "float32" as const, shape: [2, 3], data: Float32Array.of(0.1, -0.4, 0.3, 0.5, 0.2, -0.1) };
    const splice = towerSplice("h0", "h3");
    const target = { type: "float32" as const, shape: [1, 3], data: Float32Array.of(0.2, 0, -0.2) };
    const residual = await runOnce(spliceResidual(splice).bytes, { h0: x, [FragmentTensor.target]: target });
    const features = await runOnce(spliceFeatures(splice).bytes, { h0: x });
    const values = [...(features[FragmentTensor.features]?.data ?? [])].map(Number);
    const difference = Float32Array.from(values, (value, k) => value - (target.data[k % 3] ?? 0));
    const vjp = await runOnce(spliceVjp(splice).bytes, {
      h0: x,
      [FragmentTensor.cotangent]: { type: "float32", shape: [2, 3], data: difference },
    });
    const expected = [...(vjp[FragmentTensor.gradient]?.data ?? [])].map(Number);
    const got = [...(residual[FragmentTensor.gradient]?.data ?? [])].map(Number);
    for (const [k, value] of expected.entries()) expect(got[k]).toBeCloseTo(value, 6);
  });
});

describe("obstacleBetween", () => {
  function reshaped(op: string): Model["graph"] {
    const g = new Emitter("");
    g.node("Shape", ["x"], ["shape"]);
    g.node("Gather", ["shape", g.int64([0])], ["rows"], { axis: 0 });
    g.node(op, ["x"], ["y"]);
    g.node("Reshape", ["y", "rows"], ["z"]);
    return model(g, [], [port("x", ["batch", 3])], "z").graph;
  }

  it("passes over operators that only shapes go through", () => {
    expect(obstacleBetween(reshaped("Relu"), "x", "z")).toBe("none");
  });

  it("finds the operator in the way", () => {
    expect(obstacleBetween(reshaped("Bernoulli"), "x", "z")).toMatchObject({ op: "Bernoulli" });
  });

  it("knows that no gradient comes back from a shape", () => {
    expect(obstacleBetween(reshaped("Relu"), "x", "shape")).toBeUndefined();
  });
});

describe("refusals", () => {
  function single(op: string, domain = "", elementType: number = ElementType.FLOAT): Splice {
    const g = new Emitter("");
    g.node(op, ["x"], ["y"]);
    g.nodes[0] = { ...g.nodes[0]!, domain, name: "the-node" };
    const shapes = new Map<string, readonly Dim[]>([
      ["x", ["batch", 3]],
      ["y", ["batch", 3]],
    ]);
    return { model: model(g, [], [port("x", ["batch", 3], elementType)], "y"), from: "x", to: "y", shapes };
  }

  it("names the node and the operator that has no rule, and what to do", () => {
    expect(() => spliceVjp(single("Bernoulli"))).toThrow(/the-node.*Bernoulli.*choose a layer before it/s);
    expect(() => spliceVjp(single("FusedConv", "com.microsoft"))).toThrow(/com\.microsoft\.FusedConv/);
  });

  it("says of a quantised network that the float network is needed", () => {
    expect(() => spliceVjp(single("DynamicQuantizeLinear"))).toThrow(/quantised.*float32/s);
    expect(() => spliceVjp(single("ConvInteger"))).toThrow(/quantised/);
  });

  it("refuses to perturb an integer input and points to the embedding", () => {
    expect(() => spliceVjp(single("Relu", "", ElementType.INT64))).toThrow(/expected float32.*embedding/s);
  });

  it("refuses control flow inside the cut", () => {
    expect(() => spliceVjp(single("Loop"))).toThrow(/with a gradient rule; got Loop; .*control flow/);
  });

  it("refuses a layer whose rows are not samples", () => {
    const splice = single("Relu");
    const shapes = new Map<string, readonly Dim[]>([...splice.shapes, ["y", ["40*batch", 3]]]);
    expect(() => spliceVjp({ ...splice, shapes })).toThrow(
      /layer y: expected .* one axis for the batch; got the batch merged with another axis \(\[40, 3\] for one sample\)/,
    );
  });

  it("refuses a layer without a known shape", () => {
    const splice = single("Relu");
    expect(() => spliceVjp({ ...splice, shapes: new Map([["x", ["batch", 3]]]) })).toThrow(
      /layer y: expected a known shape/,
    );
  });
});
