import { ElementType, Emitter, encodeTensor, type Graph } from "@stillpoint/autodiff";
import { describe, expect, it } from "vitest";
import { layerWeight, weightNames } from "./weights.ts";

/** A graph of the emitter's nodes and float initializers of ones. */
function graphOf(build: (g: Emitter) => void, weights: Readonly<Record<string, readonly number[]>>): Graph {
  const g = new Emitter("");
  build(g);
  const initializers = Object.entries(weights).map(([name, dims]) => {
    const size = dims.reduce((product, dim) => product * dim, 1);
    return [name, encodeTensor(name, ElementType.FLOAT, dims, new Float32Array(size).fill(1))] as const;
  });
  return {
    name: "test",
    nodes: g.nodes,
    initializers: new Map([...initializers, ...g.constants]),
    inputs: [],
    outputs: [],
    declared: new Map(),
  };
}

/** embedding -> layer normalisation -> branch, added to the embedding */
function block(): Graph {
  return graphOf(
    (g) => {
      g.node("Gather", ["table", "ids"], ["embedded"], { axis: 0 });
      g.node("LayerNormalization", ["embedded", "scale", "shift"], ["normed"]);
      g.node("MatMul", ["normed", "inner"], ["inner.product"]);
      g.node("Add", ["inner.product", "inner.bias"], ["inner.out"]);
      g.node("PRelu", ["inner.out", "slope"], ["bent"]);
      g.node("MatMul", ["bent", "outer"], ["outer.product"]);
      g.node("Mul", ["outer.product", "gain"], ["branch"]);
      g.node("Mul", ["branch", "half"], ["halved"]);
      g.node("Add", ["halved", "embedded"], ["block"]);
      g.node("ReduceMax", ["block"], ["pooled"]);
      g.node("Gather", ["row", "ids"], ["picked"], { axis: 0 });
    },
    {
      table: [9, 4],
      scale: [4],
      shift: [4],
      inner: [4, 6],
      "inner.bias": [6],
      slope: [6],
      outer: [6, 4],
      gain: [4],
      half: [1],
      row: [5],
    },
  );
}

describe("weightNames", () => {
  it("names tables, normalisations, matrices, biases, slopes and gains, and no single factor or list of numbers", () => {
    expect(weightNames(block())).toEqual(["table", "scale", "shift", "inner", "inner.bias", "slope", "outer", "gain"]);
  });
});

describe("layerWeight", () => {
  it("looks back through normalisation, bias, slope and pooling", () => {
    const graph = block();
    expect(layerWeight(graph, "bent")).toBe("inner");
    expect(layerWeight(graph, "branch")).toBe("outer");
    expect(layerWeight(graph, "normed")).toBe("table");
  });

  it("takes the shorter way of a residual block's sum: the shortcut's only where nothing lies nearer", () => {
    const deep = graphOf(
      (g) => {
        g.node("MatMul", ["input", "first"], ["before"]);
        g.node("Relu", ["before"], ["before.relu"]);
        g.node("LayerNormalization", ["before.relu", "scale", "shift"], ["shortcut"]);
        g.node("MatMul", ["shortcut", "second"], ["product"]);
        g.node("Add", ["shortcut", "product"], ["sum"]);
        g.node("ReduceMax", ["sum"], ["pooled"]);
      },
      { first: [3, 4], scale: [4], shift: [4], second: [4, 4] },
    );
    expect(layerWeight(deep, "pooled")).toBe("second");
    expect(layerWeight(deep, "shortcut")).toBe("first");
  });

  it("says which tensor has none before it and which name is unknown", () => {
    const graph = graphOf((g) => g.node("Relu", ["input"], ["bent"]), {});
    expect(() => layerWeight(graph, "bent")).toThrow(/layer bent: expected one computed by a convolution or matrix/);
    expect(() => layerWeight(graph, "bend")).toThrow(/did you mean bent/);
  });
});
