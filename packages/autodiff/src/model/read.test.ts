import { describe, expect, it } from "vitest";
import { Emitter, float } from "../emitter.ts";
import { ElementType, type Model } from "./graph.ts";
import { readModel } from "./read.ts";
import { encodeTensor, tensorValues } from "./tensor.ts";
import { writeModel } from "./write.ts";

function sample(): Model {
  const g = new Emitter("");
  const weight = encodeTensor("weight", ElementType.FLOAT, [2, 2], Float32Array.of(1, -2, 3.5, 4));
  const scaled = g.op("LeakyRelu", ["x"], { alpha: float(0.25) });
  g.node("MatMul", [scaled, "weight"], ["y"]);
  g.node("Transpose", ["y"], ["z"], { perm: [1, 0], note: "text", axis: -1 });
  return {
    irVersion: 8,
    opsets: new Map([
      ["", 18],
      ["com.example", 1],
    ]),
    producer: "test",
    metadata: new Map([["key", "value"]]),
    graph: {
      name: "sample",
      nodes: g.nodes,
      initializers: new Map([["weight", weight]]),
      inputs: [{ name: "x", elementType: ElementType.FLOAT, dims: ["batch", 2] }],
      outputs: [{ name: "z", elementType: ElementType.FLOAT, dims: [2, "batch"] }],
      declared: new Map([["y", { name: "y", elementType: ElementType.FLOAT, dims: ["batch", "?"] }]]),
    },
  };
}

describe("readModel", () => {
  it("reads back what writeModel wrote", () => {
    const model = sample();
    expect(readModel(writeModel(model))).toEqual(model);
  });

  it("leaves weights as views into the file", () => {
    const bytes = writeModel(sample());
    const weight = readModel(bytes).graph.initializers.get("weight");
    expect(weight?.data instanceof Uint8Array && weight.data.buffer).toBe(bytes.buffer);
    expect(weight && tensorValues(weight)).toEqual(Float32Array.of(1, -2, 3.5, 4));
  });

  it("reads values wherever the file starts in memory", () => {
    const bytes = writeModel(sample());
    for (let offset = 0; offset < 8; offset += 1) {
      const moved = new Uint8Array(bytes.length + offset).subarray(offset);
      moved.set(bytes);
      const weight = readModel(moved).graph.initializers.get("weight");
      expect(weight && tensorValues(weight)).toEqual(Float32Array.of(1, -2, 3.5, 4));
    }
  });

  it("refuses every truncation of a file", () => {
    const bytes = writeModel(sample());
    for (let length = 0; length < bytes.length; length += 1) {
      const read = (): Model => readModel(bytes.subarray(0, length));
      // Cutting between two top-level fields leaves a valid prefix only if the graph is still whole.
      try {
        expect(read().graph).toEqual(sample().graph);
      } catch (error) {
        expect(error).toMatchObject({ code: "MODEL" });
      }
    }
  });

  it.each([
    ["a text file", new TextEncoder().encode("this is not a network\n".repeat(20))],
    ["an empty file", new Uint8Array(0)],
    ["zeros", new Uint8Array(64)],
    ["random bytes", Uint8Array.from({ length: 300 }, (_, i) => (i * 7919 + 13) % 251)],
  ])("refuses %s with one clear message", (_, bytes) => {
    expect(() => readModel(bytes)).toThrow(/expected a complete ONNX file/);
  });

  it("does not list a weight among the inputs although old files do", () => {
    const model = sample();
    const weight = { name: "weight", elementType: ElementType.FLOAT, dims: [2, 2] };
    const old = { ...model, graph: { ...model.graph, inputs: [...model.graph.inputs, weight] } };
    expect(readModel(writeModel(old)).graph.inputs.map((input) => input.name)).toEqual(["x"]);
  });
});
