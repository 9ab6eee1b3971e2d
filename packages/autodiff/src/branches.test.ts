import { StillpointError, type Tensor } from "@stillpoint/core";
import { loadNetwork, OnnxFeatureModel, observeNetwork } from "@stillpoint/onnx";
import { nodeRuntime, runOnce } from "@stillpoint/onnx/node";
import { afterAll, describe, expect, it } from "vitest";
import { decideBranches } from "./branches.ts";
import { spliceFeatures, spliceVjp } from "./differentiate.ts";
import { type AttributeInput, Emitter } from "./emitter.ts";
import { ElementType, type Graph, type Model, type Port } from "./model/graph.ts";
import { writeModel } from "./model/write.ts";
import { readNetwork } from "./network.ts";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

const x: Tensor = { type: "float32", shape: [1, 3], data: Float32Array.of(-1, 2, -3) };
const float32 = (name: string): Port => ({ name, elementType: ElementType.FLOAT, dims: undefined });

function graphOf(g: Emitter, inputs: readonly Port[], outputs: readonly string[]): Graph {
  return {
    name: "g",
    nodes: g.nodes,
    initializers: g.constants,
    inputs,
    outputs: outputs.map(float32),
    declared: new Map(),
  };
}

/** A branch; names of its own begin with `prefix`. */
function branch(build: (g: Emitter) => string, prefix: string): AttributeInput {
  const g = new Emitter(prefix);
  const output = build(g);
  return { kind: "graph", value: graphOf(g, [], [output]) };
}

function ifNode(g: Emitter, condition: string, output: string, yes: AttributeInput, no: AttributeInput): void {
  g.node("If", [condition], [output], { then_branch: yes, else_branch: no });
}

function modelOf(build: (g: Emitter) => void, opset = 18): Model {
  const g = new Emitter("outer/");
  build(g);
  const input: Port = { name: "x", elementType: ElementType.FLOAT, dims: ["batch", 3] };
  const graph = graphOf(g, [input], ["y"]);
  return { irVersion: 8, opsets: new Map([["", opset]]), producer: "", metadata: new Map(), graph };
}

const truth = (g: Emitter, holds: boolean) => g.op("Equal", [g.int64(1), g.int64(holds ? 1 : 2)]);
/** Whether the last axis has three entries, as exporters ask. */
const sizeIsThree = (g: Emitter) => g.op("Equal", [g.op("Gather", [g.op("Shape", ["x"]), g.int64(1)]), g.int64(3)]);
const twice = branch((g) => g.op("Mul", ["x", g.float32(2)]), "a/");
const negated = branch((g) => g.op("Neg", ["x"]), "b/");

async function values(model: Model): Promise<number[]> {
  const { y } = await runOnce(writeModel(model), { x });
  return Array.from(y?.data ?? [], Number);
}

/** The network as read, which must compute what the file does, without an If. */
async function decided(build: (g: Emitter) => void): Promise<Model> {
  const model = modelOf(build);
  const read = readNetwork(writeModel(model));
  expect(read.graph.nodes.map(({ op }) => op)).not.toContain("If");
  expect(await values(read)).toEqual(await values(model));
  return read;
}

describe("decideBranches", () => {
  it.each([true, false])("takes the branch of a constant condition: %s", async (holds) => {
    const model = await decided((g) => ifNode(g, truth(g, holds), "y", twice, negated));
    expect(await values(model)).toEqual(holds ? [-2, 4, -6] : [1, -2, 3]);
  });

  it("takes the branch that sizes of the input decide", async () => {
    await decided((g) => ifNode(g, sizeIsThree(g), "y", twice, negated));
  });

  it("takes branches within branches, each by its own condition", async () => {
    const inner = branch((g) => {
      ifNode(g, truth(g, false), "inner", twice, negated);
      return g.op("Exp", ["inner"]);
    }, "c/");
    await decided((g) => ifNode(g, truth(g, true), "y", inner, twice));
  });

  it("keeps tensors apart that two branches call the same", async () => {
    const named = (factor: number) => branch((g) => g.op("Exp", [g.op("Mul", ["x", g.float32(factor)])]), "same/");
    const model = await decided((g) => {
      ifNode(g, truth(g, true), "first", named(2), negated);
      ifNode(g, truth(g, true), "second", named(3), negated);
      g.node("Sub", ["first", "second"], ["y"]);
    });
    const names = model.graph.nodes.flatMap((node) => node.outputs);
    expect(new Set(names).size).toBe(names.length);
  });

  it("reads what a branch passes on: a tensor around it, or its own weight", async () => {
    const outside = branch((g) => g.op("Identity", ["shifted"]), "d/");
    const weight = branch((g) => g.float32([5, 6, 7]), "e/");
    await decided((g) => {
      g.node("Add", ["x", g.float32(1)], ["shifted"]);
      ifNode(g, truth(g, true), "same", outside, negated);
      ifNode(g, truth(g, false), "weights", negated, weight);
      g.node("Add", ["same", "weights"], ["y"]);
    });
  });

  it("leaves a condition alone that depends on the batch or on values", () => {
    const byBatch = modelOf((g) => {
      const rows = g.op("Gather", [g.op("Shape", ["x"]), g.int64(0)]);
      ifNode(g, g.op("Equal", [rows, g.int64(1)]), "y", twice, negated);
    });
    const byValue = modelOf((g) =>
      ifNode(g, g.op("Greater", [g.op("ReduceSum", ["x"], { keepdims: 0 }), g.float32(0)]), "y", twice, negated),
    );
    for (const model of [byBatch, byValue]) expect(decideBranches(model)).toBe(model);
  });

  it("decides by shapes that only running shows", async () => {
    const build = (g: Emitter) => {
      g.node("Relu", ["x"], ["r"]);
      const size = g.op("Gather", [g.op("Shape", ["r"]), g.int64(1)]);
      const nested = branch((inner) => {
        const positive = inner.op("Abs", ["x"]);
        const width = inner.op("Gather", [inner.op("Shape", [positive]), inner.int64(1)]);
        ifNode(inner, inner.op("Equal", [width, inner.int64(3)]), "deep", twice, negated);
        return inner.op("Add", ["deep", positive]);
      }, "f/");
      ifNode(g, g.op("Equal", [size, g.int64(4)]), "y", negated, nested);
    };
    const model = modelOf(build);
    const read = readNetwork(writeModel(model));
    expect(read.graph.nodes.map(({ op }) => op)).toContain("If");
    const observed = await observeNetwork(read, { x }, runtime);
    expect(observed.model.graph.nodes.map(({ op }) => op)).not.toContain("If");
    expect(await values(observed.model)).toEqual(await values(model));

    const first = await loadNetwork(writeModel(model), { x }, runtime);
    const like = await loadNetwork(writeModel(model), { x }, runtime, first);
    expect(like.model.graph.nodes).toEqual(first.model.graph.nodes);
    expect(like.shapes).toBe(first.shapes);
  });
});

describe("an If that nothing decides", () => {
  const byValue = modelOf((g) => {
    g.node("Exp", ["x"], ["before"]);
    const condition = g.op("Greater", [g.op("ReduceSum", ["x"], { keepdims: 0 }), g.float32(0)]);
    const after = branch((inner) => inner.op("Mul", ["before", inner.float32(2)]), "a/");
    ifNode(
      g,
      condition,
      "y",
      after,
      branch((inner) => inner.op("Neg", ["before"]), "b/"),
    );
  });

  it("leaves the layers before it measurable", async () => {
    const network = await loadNetwork(writeModel(byValue), { x }, runtime);
    await using model = new OnnxFeatureModel({ id: "m", network, runtime, from: "x", to: "before" });
    const layer = await model.bind({ x });
    const gradient = await layer.vjp(layer.x0, Float32Array.of(1, 1, 1), 1);
    expect(Array.from(gradient)).toEqual([-1, 2, -3].map((value) => expect.closeTo(Math.exp(value), 5)));
  });

  it("computes features behind it, and refuses gradients through what its branches read, by name", async () => {
    const network = await loadNetwork(writeModel(byValue), { x }, runtime);
    const splice = { ...network, from: "before", to: "y" };
    const { before } = await runOnce(spliceFeatures({ ...splice, from: "x", to: "before" }).bytes, { x }).then(
      (outputs) => ({ before: Object.values(outputs)[0] }),
    );
    expect(before?.data.length).toBe(3);
    expect(() => spliceVjp({ ...splice, from: "x" })).toThrow(StillpointError);
    expect(() => spliceVjp({ ...splice, from: "x" })).toThrow(
      /node .*: expected an operator with a gradient rule; got If;/,
    );
  });
});

describe("sub-graphs of old operator sets", () => {
  it("are converted with the graph around them", async () => {
    const old = branch((g) => g.op("ReduceSum", ["x"], { axes: [1], keepdims: 1 }), "a/");
    const model = modelOf((g) => {
      const condition = g.op("Greater", [g.op("ReduceSum", ["x"], { keepdims: 0 }), g.float32(0)]);
      ifNode(g, condition, "y", negated, old);
    }, 11);
    const read = readNetwork(writeModel(model));
    expect(read.opsets.get("")).toBe(18);
    expect(await values(read)).toEqual([-2]);
  });
});
