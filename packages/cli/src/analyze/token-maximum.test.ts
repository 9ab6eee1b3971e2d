import { type AttributeInput, ElementType, Emitter, type Initializer, writeModel } from "@stillpoint/autodiff";
import { textCnn, textTransformer } from "@stillpoint/distill";
import { loadNetwork } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { hasTokenMaximum } from "@stillpoint/preprocess";
import { afterAll, describe, expect, it } from "vitest";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

type Build = (
  op: (name: string, inputs: readonly string[], attributes?: Readonly<Record<string, AttributeInput>>) => string,
  g: Emitter,
) => string;

/** Whether a network of `x` `[batch, 6, 4]`, six tokens of width four, takes a maximum over tokens on its way. */
async function judged(build: Build): Promise<boolean> {
  const g = new Emitter("test/");
  const last = build((name, inputs, attributes) => g.op(name, inputs, attributes), g);
  g.node("Identity", [last], ["out"], {});
  const inputs = [{ name: "x", elementType: ElementType.FLOAT, dims: ["batch", 6, 4] }];
  const outputs = [{ name: "out", elementType: ElementType.FLOAT, dims: undefined }];
  const initializers: ReadonlyMap<string, Initializer> = new Map(g.constants);
  const graph = { name: "test", nodes: g.nodes, initializers, inputs, outputs, declared: new Map() };
  const bytes = writeModel({ irVersion: 8, opsets: new Map([["", 18]]), producer: "test", metadata: new Map(), graph });
  const x = { type: "float32", shape: [1, 6, 4], data: new Float32Array(24) } as const;
  const { model, shapes } = await loadNetwork(bytes, { x }, runtime);
  return hasTokenMaximum({ graph: model.graph, shapes, from: "x", to: "out" });
}

const tokensLast: Build = (op) => op("Transpose", ["x"], { perm: [0, 2, 1] });

describe("hasTokenMaximum", () => {
  it.each<[string, Build]>([
    ["ReduceMax over tokens", (op, g) => op("ReduceMax", ["x", g.int64([1])])],
    ["ReduceMax over tokens counted from the end", (op, g) => op("ReduceMax", ["x", g.int64([-2])], { keepdims: 0 })],
    ["GlobalMaxPool", (op, g) => op("GlobalMaxPool", [tokensLast(op, g)])],
    ["a MaxPool as wide as the text", (op, g) => op("MaxPool", [tokensLast(op, g)], { kernel_shape: [6] })],
    [
      "a maximum behind a local one, so that tokens are fewer",
      (op, g) => op("GlobalMaxPool", [op("MaxPool", [tokensLast(op, g)], { kernel_shape: [2], strides: [2] })]),
    ],
    [
      "a maximum behind other shapes",
      (op, g) => op("ReduceMax", [op("Unsqueeze", [op("Relu", ["x"]), g.int64([1])]), g.int64([2])]),
    ],
    [
      "the largest two",
      (_, g) => {
        g.node("TopK", ["x", g.int64([2])], ["largest", "places"], { axis: 1 });
        return "largest";
      },
    ],
    [
      "a maximum behind attention",
      (op, g) => {
        const scores = op("Softmax", [op("MatMul", ["x", tokensLast(op, g)])], { axis: -1 });
        return op("ReduceMax", [op("MatMul", [scores, "x"]), g.int64([1])]);
      },
    ],
  ])("sees %s", async (_, build) => expect(await judged(build)).toBe(true));

  it.each<[string, Build]>([
    ["a mean over tokens", (op, g) => op("ReduceMean", ["x", g.int64([1])])],
    ["a maximum over features", (op, g) => op("ReduceMax", ["x", g.int64([2])])],
    ["a local maximum", (op, g) => op("MaxPool", [tokensLast(op, g)], { kernel_shape: [2] })],
    [
      "a maximum over features behind a mean",
      (op, g) => op("ReduceMax", [op("ReduceMean", ["x", g.int64([1])]), g.int64([2])]),
    ],
    [
      "the maximum inside a Softmax over tokens",
      (op, g) => {
        const logits = op("ReduceMean", ["x", g.int64([2])], { keepdims: 0 });
        const powers = op("Exp", [op("Sub", [logits, op("ReduceMax", [logits, g.int64([1])])])]);
        return op("Div", [powers, op("ReduceSum", [powers, g.int64([1])])]);
      },
    ],
    [
      "the first token, then a maximum",
      (op, g) => op("ReduceMax", [op("Gather", ["x", g.int64(0, [])], { axis: 1 }), g.int64([1])]),
    ],
  ])("does not take %s for one", async (_, build) => expect(await judged(build)).toBe(false));

  it("sees it in our text CNN behind the maximum only, and never in the transformer", async () => {
    const sizes = { seed: 1, vocabulary: 20, length: 8 };
    const shape = { width: 4, channels: 3, kernels: [3, 5], hidden: [4] };
    const transformer = { width: 4, heads: 2, blocks: 1, feedForward: 4, hidden: [4] };
    const row = { type: "int64", shape: [1, 8], data: new BigInt64Array(8).fill(1n) } as const;
    const feeds = { input_ids: row, attention_mask: row };
    const from = "embedded";
    const cnn = await loadNetwork(textCnn({ ...sizes, shape }), feeds, runtime);
    const judge = (to: string): boolean => hasTokenMaximum({ graph: cnn.model.graph, shapes: cnn.shapes, from, to });
    expect(["conv3", "pooled", "fc1"].map(judge)).toEqual([false, true, true]);
    const other = await loadNetwork(textTransformer({ ...sizes, shape: transformer }), feeds, runtime);
    expect(hasTokenMaximum({ graph: other.model.graph, shapes: other.shapes, from, to: "fc1" })).toBe(false);
  });
});
