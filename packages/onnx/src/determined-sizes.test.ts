import {
  type AttributeInput,
  ElementType,
  Emitter,
  encodeTensor,
  type Graph,
  type Model,
  readNetwork,
  writeModel,
} from "@stillpoint/autodiff";
import type { Tensor } from "@stillpoint/core";
import { afterAll, describe, expect, it } from "vitest";
import { OnnxFeatureModel } from "./feature-model.ts";
import { loadNetwork, observeNetwork } from "./network.ts";
import { nodeRuntime } from "./node/node-runtime.ts";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

const x: Tensor = { type: "float32", shape: [1, 3], data: Float32Array.of(1, 2, 3) };

/** x padded by what `build` computes, to y. */
function padded(build: (g: Emitter) => string): Model {
  const g = new Emitter("");
  g.node("Pad", ["x", build(g)], ["y"], { mode: "reflect" });
  const graph: Graph = {
    name: "",
    nodes: g.nodes,
    initializers: g.constants,
    inputs: [{ name: "x", elementType: ElementType.FLOAT, dims: ["batch", 3] }],
    outputs: [{ name: "y", elementType: ElementType.FLOAT, dims: undefined }],
    declared: new Map(),
  };
  return { irVersion: 8, opsets: new Map([["", 18]]), producer: "", metadata: new Map(), graph };
}

const width = (g: Emitter) => g.op("Gather", [g.op("Shape", ["x"]), g.int64(1)]);

/** A loop of `count` turns that adds 1 to a start of 0. */
function counted(g: Emitter, count: string): string {
  const body = new Emitter("body/");
  body.node("Add", ["sum", body.int64(1)], ["next"]);
  body.node("Identity", ["go"], ["on"]);
  const port = (name: string, elementType: number) => ({ name, elementType, dims: [] });
  const value: Graph = {
    name: "body",
    nodes: body.nodes,
    initializers: body.constants,
    inputs: [port("turn", ElementType.INT64), port("go", ElementType.BOOL), port("sum", ElementType.INT64)],
    outputs: [port("on", ElementType.BOOL), port("next", ElementType.INT64)],
    declared: new Map(),
  };
  const attributes: Record<string, AttributeInput> = { body: { kind: "graph", value } };
  return g.op("Loop", [count, "", g.int64(0)], attributes);
}

/** 2 at `place` of four, else 0. */
const marked = (g: Emitter, place: string) => {
  const row = g.op("OneHot", [g.op("Unsqueeze", [place, g.int64([0])]), g.int64(4), g.int64([0, 2])]);
  return g.op("Reshape", [row, g.int64([-1])]);
};
const byLoop = (g: Emitter) => {
  const turns = g.op("Unsqueeze", [counted(g, g.op("Sub", [width(g), g.int64(1)])), g.int64([0])]);
  return g.op("Concat", [g.int64([0, 0, 0]), turns], { axis: 0 });
};

describe("determineSizes", () => {
  it.each<[string, (g: Emitter) => string]>([
    ["an operator shape arithmetic does not know", (g) => marked(g, width(g))],
    ["a loop over a size", byLoop],
  ])("makes pads from %s constants", async (_what, build) => {
    const bytes = writeModel(padded(build));
    const network = await loadNetwork(bytes, { x }, runtime);
    await using model = new OnnxFeatureModel({ id: "m", network, runtime, from: "x", to: "y" });
    const layer = await model.bind({ x });
    expect(Array.from(await layer.features(layer.x0, 1))).toEqual([1, 2, 3, 2, 1]);
    expect(Array.from(await layer.vjp(layer.x0, Float32Array.of(1, 10, 100, 1000, 10000), 1))).toEqual([
      10001, 1010, 100,
    ]);
    const like = await loadNetwork(bytes, { x }, runtime, network);
    expect(like.model.graph.nodes).toEqual(network.model.graph.nodes);
  });

  it("leaves what depends on the batch, even through such operators", async () => {
    const model = padded((g) => {
      const rows = g.op("Gather", [g.op("Shape", ["x"]), g.int64(0)]);
      const capped = g.op("Min", [rows, g.int64(2)]);
      return marked(g, g.op("Add", [capped, g.int64(1)]));
    });
    const network = await observeNetwork(readNetwork(writeModel(model)), { x }, runtime);
    expect(network.model.graph.nodes.map(({ op }) => op)).toContain("OneHot");
  });

  it("leaves computations on weights", async () => {
    const model = padded((g) => g.int64([0, 0, 0, 1]));
    const weight = encodeTensor("w", ElementType.FLOAT, [3], Float32Array.of(1, 2, 3));
    const graph: Graph = {
      ...model.graph,
      nodes: [
        { op: "Erf", domain: "", name: "e", inputs: ["w"], outputs: ["v"], attributes: new Map() },
        { op: "Add", domain: "", name: "a", inputs: ["x", "v"], outputs: ["y"], attributes: new Map() },
      ],
      initializers: new Map([["w", weight]]),
    };
    const network = await observeNetwork({ ...model, graph }, { x }, runtime);
    expect(network.model.graph).toBe(graph);
  });
});
