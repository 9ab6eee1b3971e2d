import { describe, expect, it } from "vitest";
import { Emitter } from "./emitter.ts";
import { type Dim, ElementType, type Graph } from "./model/graph.ts";
import { reverse } from "./reverse.ts";
import { joinShapes, sizesAt } from "./shapes.ts";

describe("joinShapes", () => {
  it("tells the batch from an axis that merges it with others", () => {
    const joined = joinShapes(new Map([["x", [2, 80, 3]]]), new Map([["x", [3, 120, 3]]]));
    expect(joined.get("x")).toEqual(["batch", "40*batch", 3]);
    expect(sizesAt(joined.get("x")!, 16)).toEqual([16, 640, 3]);
  });
});

describe("a batch merged with another axis", () => {
  function sharesPrimal(op: string, rows: Dim): boolean {
    const g = new Emitter("");
    g.node("Reshape", ["x", g.int64([-1, 3])], ["flat"]);
    g.node(op, ["flat"], ["y"]);
    const shapes = new Map<string, readonly Dim[]>([
      ["x", ["batch", 5, 3]],
      ["flat", [rows, 3]],
      ["y", [rows, 3]],
    ]);
    const backward = new Emitter("b/");
    return reverse({ graph: graph(g), nodes: g.nodes, seeds: new Map([["y", "v"]]), wanted: ["x"], shapes }, backward)
      .sharesPrimal;
  }

  it("forbids a shared forward pass where the backward pass reads it, and only there", () => {
    expect(sharesPrimal("Tanh", "5*batch")).toBe(false);
    expect(sharesPrimal("Neg", "5*batch")).toBe(true);
    expect(sharesPrimal("Tanh", "batch")).toBe(true);
  });
});

function graph(g: Emitter): Graph {
  return {
    name: "",
    nodes: g.nodes,
    initializers: g.constants,
    inputs: [{ name: "x", elementType: ElementType.FLOAT, dims: ["batch", 12, 32] }],
    outputs: [],
    declared: new Map(),
  };
}
