import { type Dim, ElementType, Emitter, encodeTensor, type Graph } from "@stillpoint/autodiff";
import { describe, expect, it } from "vitest";
import { textNetwork } from "./text-network.ts";

/** A table of 50 words and a Tanh, ids of a given shape. */
function graph(dims: readonly Dim[], elementType: number = ElementType.INT64): Graph {
  const g = new Emitter("");
  g.node("Cast", ["input_ids"], ["ids"], { to: ElementType.INT64 });
  g.node("Transpose", ["ids"], ["turned"], { perm: [1, 0] });
  g.node("Gather", ["word", "turned"], ["embedded"]);
  g.node("Tanh", ["embedded"], ["out"]);
  const word = encodeTensor("word", ElementType.FLOAT, [50, 4], new Float32Array(200));
  return {
    name: "text",
    nodes: g.nodes,
    initializers: new Map([["word", word]]),
    inputs: [{ name: "input_ids", elementType, dims }],
    outputs: [{ name: "out", elementType: ElementType.FLOAT, dims: undefined }],
    declared: new Map(),
  };
}

/** A tokenizer that is only asked how many tokens it takes. */
const tokenizer = {
  encode: () => ({ tokens: [], attention: [], types: [] }),
  tokensOf: () => [],
  specialTokens: () => 0,
};

function fixed(dims: readonly Dim[]): number | undefined {
  return textNetwork({ name: "m.onnx", graph: graph(dims) }, { tokenizer }).fixed;
}

describe("textNetwork", () => {
  it.each<[string, readonly Dim[], number | undefined]>([
    ["of the second axis where the batch comes first", ["batch", 12], 12],
    ["of the first axis where the batch comes second", [12, "batch"], 12],
    ["any where both are free", ["sequence", "batch"], undefined],
    ["any where both are free and have no telling names", ["s0", "s1"], undefined],
    ["beside a fixed batch of one", [1, 12], 12],
    ["beside a fixed batch of one in second place", [12, 1], 12],
    ["any beside a fixed batch of one", [1, "sequence"], undefined],
    ["any beside a fixed batch", [8, "sequence"], undefined],
    ["beside a fixed batch", [8, 12], 12],
  ])("takes the length %s", (_, dims, length) => {
    expect(fixed(dims)).toBe(length);
  });

  it("finds words and the tensor to perturb behind ids that are cast and turned", () => {
    const { words, from } = textNetwork(
      { name: "m.onnx", graph: graph(["batch", 12], ElementType.INT32) },
      { tokenizer },
    );
    expect([words, from]).toEqual([50, "embedded"]);
  });
});
