import { describe, expect, it } from "vitest";
import { embeddingSum, wordTable } from "./embedding.ts";
import { Emitter, float } from "./emitter.ts";
import { ElementType, type Graph, type Initializer, type Port } from "./model/graph.ts";
import { encodeTensor } from "./model/tensor.ts";

const table = (name: string, rows: number): Initializer =>
  encodeTensor(name, ElementType.FLOAT, [rows, 4], new Float32Array(rows * 4));

const ids = (name: string): Port => ({ name, elementType: ElementType.INT64, dims: ["batch", 6] });

function graph(g: Emitter, inputs: readonly string[], output: string): Graph {
  const tables = [table("word", 50), table("position", 6), table("type", 2)];
  return {
    name: "text",
    nodes: g.nodes,
    initializers: new Map([...tables.map((tensor) => [tensor.name, tensor] as const), ...g.constants]),
    inputs: inputs.map(ids),
    outputs: [{ name: output, elementType: ElementType.FLOAT, dims: undefined }],
    declared: new Map(),
  };
}

function layerNorm(g: Emitter, input: string, output: string): void {
  const affine = [g.float32([1, 1, 1, 1]), g.float32([0, 0, 0, 0])];
  g.node("LayerNormalization", [input, ...affine], [output], { epsilon: float(1e-5) });
}

describe("embeddingSum", () => {
  it("is the last sum before a LayerNormalization, in whatever order embeddings are added", () => {
    const g = new Emitter("");
    g.node("Gather", ["word", "input_ids"], ["w"]);
    g.node("Gather", ["type", "token_type_ids"], ["t"]);
    g.node("Add", ["t", "w"], ["wt"]);
    g.node("Add", ["wt", "position"], ["sum"]);
    layerNorm(g, "sum", "normed");
    expect(embeddingSum(graph(g, ["input_ids", "token_type_ids"], "normed"))).toBe("sum");
  });

  it("is the last sum before a LayerNormalization written out", () => {
    const g = new Emitter("");
    g.node("Gather", ["word", "input_ids"], ["w"]);
    g.node("Add", ["w", "position"], ["sum"]);
    g.node("ReduceMean", ["sum", g.int64([-1])], ["mean"]);
    g.node("Sub", ["sum", "mean"], ["deviation"]);
    g.node("Add", ["deviation", "mean"], ["out"]);
    expect(embeddingSum(graph(g, ["input_ids"], "out"))).toBe("sum");
  });

  it("is what turned token ids look up, where the sequence comes first", () => {
    const g = new Emitter("");
    g.node("Transpose", ["input_ids"], ["turned"], { perm: [1, 0] });
    g.node("Gather", ["word", "turned"], ["w"]);
    g.node("Tanh", ["w"], ["out"]);
    const turned = graph(g, ["input_ids"], "out");
    expect(embeddingSum(turned)).toBe("w");
    expect(wordTable(turned)?.dims).toEqual([50, 4]);
  });

  it("does not follow a residual branch around the first layer", () => {
    const g = new Emitter("");
    g.node("Gather", ["word", "input_ids"], ["w"]);
    g.node("Add", ["w", "position"], ["sum"]);
    layerNorm(g, "sum", "normed");
    g.node("MatMul", ["normed", "word"], ["branch"]);
    g.node("Add", ["branch", "sum"], ["after"]);
    expect(embeddingSum(graph(g, ["input_ids"], "after"))).toBe("sum");
  });

  it("takes positions that only know the length of the words", () => {
    const g = new Emitter("");
    g.node("Gather", ["word", "input_ids"], ["w"]);
    g.node("Shape", ["w"], ["shape"]);
    g.node("Gather", ["position", "shape"], ["p"]);
    g.node("Add", ["w", "p"], ["sum"]);
    layerNorm(g, "sum", "normed");
    expect(embeddingSum(graph(g, ["input_ids"], "normed"))).toBe("sum");
  });

  it("passes a scaling between two sums, and stops before one behind them", () => {
    const g = new Emitter("");
    g.node("Cast", ["tokens"], ["cast"], { to: ElementType.INT64 });
    g.node("Gather", ["word", "cast"], ["w"]);
    g.node("Mul", ["w", g.float32(2)], ["scaled"]);
    g.node("Add", ["scaled", "position"], ["sum"]);
    g.node("Mul", ["sum", g.float32(3)], ["again"]);
    g.node("Tanh", ["again"], ["out"]);
    expect(embeddingSum(graph(g, ["tokens"], "out"))).toBe("sum");
  });

  it("is the looked-up rows where nothing is added", () => {
    const g = new Emitter("");
    g.node("Gather", ["word", "input_ids"], ["w"]);
    g.node("Transpose", ["w"], ["out"], { perm: [0, 2, 1] });
    expect(embeddingSum(graph(g, ["input_ids", "attention_mask"], "out"))).toBe("w");
  });

  it("asks for the input where two integer inputs look up rows, and takes the one that is named", () => {
    const g = new Emitter("");
    g.node("Gather", ["word", "first"], ["w"]);
    g.node("Gather", ["type", "second"], ["t"]);
    g.node("Add", ["w", "t"], ["sum"]);
    g.node("Tanh", ["sum"], ["out"]);
    const text = graph(g, ["first", "second"], "out");
    expect(() => embeddingSum(text)).toThrow(/token ids: expected one integer input.*got first, second/);
    expect(embeddingSum(text, "second")).toBe("sum");
  });

  it("refuses networks without a table, and misspelt inputs", () => {
    const g = new Emitter("");
    g.node("Cast", ["input_ids"], ["x"], { to: ElementType.FLOAT });
    const text = graph(g, ["input_ids"], "x");
    expect(() => embeddingSum(text)).toThrow(/input input_ids: expected a table of embeddings.*got none/);
    expect(() => embeddingSum(text, "ids")).toThrow(
      /input ids: expected an input of the network; got inputs input_ids/,
    );
  });
});
