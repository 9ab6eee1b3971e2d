import { runOnce } from "@stillpoint/onnx/node";
import { expect, it } from "vitest";
import { Emitter } from "../emitter.ts";
import { type Dim, ElementType, type Graph, type Port } from "../model/graph.ts";
import { writeModel } from "../model/write.ts";
import { reverse } from "../reverse.ts";

const port = (name: string): Port => ({ name, elementType: ElementType.FLOAT, dims: undefined });

it("Gather adds repeated rows up where the batch lies behind the gathered axis", async () => {
  const g = new Emitter("");
  g.node("Transpose", ["x"], ["t"], { perm: [1, 0, 2] });
  g.node("Gather", ["t", g.int64([2, 0, 2])], ["y"], { axis: 0 });
  const graph: Graph = {
    name: "",
    nodes: g.nodes,
    initializers: g.constants,
    inputs: [port("x"), port("v")],
    outputs: [port("dx")],
    declared: new Map(),
  };
  const shapes = new Map<string, readonly Dim[]>([
    ["x", ["batch", 3, 2]],
    ["t", [3, "batch", 2]],
    ["y", [3, "batch", 2]],
    [g.nodes[1]!.inputs[1]!, [3]],
  ]);
  const backward = new Emitter("b/");
  const { forward, gradients, sharesPrimal } = reverse(
    { graph, nodes: g.nodes, seeds: new Map([["y", "v"]]), wanted: ["x"], shapes },
    backward,
  );
  expect(sharesPrimal).toBe(true);
  backward.node("Identity", [gradients.get("x")!], ["dx"]);
  const bytes = writeModel({
    irVersion: 9,
    opsets: new Map([["", 18]]),
    producer: "",
    metadata: new Map(),
    graph: {
      ...graph,
      nodes: [...forward, ...backward.nodes],
      initializers: new Map([...g.constants, ...backward.constants]),
    },
  });
  const zeros = { type: "float32", shape: [1, 3, 2], data: new Float32Array(6) } as const;
  // [picked row, copy, column]
  const v = {
    type: "float32",
    shape: [3, 2, 2],
    data: Float32Array.from({ length: 12 }, (_, index) => index),
  } as const;
  const { dx } = await runOnce(bytes, { x: zeros, v });
  expect(dx?.shape).toEqual([2, 3, 2]);
  expect(Array.from(dx!.data, Number)).toEqual([4, 5, 0, 0, 0 + 8, 1 + 9, 6, 7, 0, 0, 2 + 10, 3 + 11]);
});
