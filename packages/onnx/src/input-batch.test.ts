import { type Dim, ElementType, Emitter, type Model, type Port, writeModel } from "@stillpoint/autodiff";
import type { Tensor } from "@stillpoint/core";
import { afterAll, describe, expect, it } from "vitest";
import { zeros } from "./copies.ts";
import { OnnxFeatureModel } from "./feature-model.ts";
import { inputBatches } from "./input-batch.ts";
import { loadNetwork } from "./network.ts";
import { nodeRuntime } from "./node/node-runtime.ts";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

const port = (name: string, dims: readonly Dim[]): Port => ({ name, elementType: ElementType.FLOAT, dims });

function graph(inputs: readonly Port[], outputs: readonly string[] = [], g: Emitter = new Emitter("")): Model {
  return {
    irVersion: 8,
    opsets: new Map([["", 18]]),
    producer: "test",
    metadata: new Map(),
    graph: {
      name: "test",
      nodes: g.nodes,
      initializers: g.constants,
      inputs,
      outputs: outputs.map((name) => ({ name, elementType: ElementType.FLOAT, dims: undefined })),
      declared: new Map(),
    },
  };
}

/** The axes that are tried for one input of this shape, given one sample of another. */
function tried(dims: readonly Dim[], sample: readonly number[]): number[] {
  const found = inputBatches(graph([port("x", dims)]).graph, { x: zeros("float32", [1, ...sample]) });
  return found.map(({ axes }) => axes.get("x") ?? 0);
}

describe("inputBatches", () => {
  it.each<[string, readonly Dim[], readonly number[], readonly number[]]>([
    ["an axis named as the batch", ["sequence", "batch"], [12], [1]],
    ["an axis named as the batch in front", ["batch_size", "N", 3], [20, 3], [0]],
    ["the only symbolic axis that leaves the sample's shape", [12, "x", 4], [12, 4], [1]],
    ["the axis that has no other axis's name", ["seq_len", "x"], [12], [1]],
    ["the axis that has no other axis's name, in front", ["x", "height", "width", 3], [8, 8, 3], [0]],
    ["every symbolic axis where names say nothing", ["s0", "s1"], [12], [0, 1]],
    ["a fixed batch of one", [1, 3, 8, 8], [3, 8, 8], [0]],
    ["a fixed batch of one in second place", [12, 1], [12], [1]],
    ["a fixed batch of one before a length", [1, "sequence"], [12], [0]],
    ["a fixed batch", [8, 12], [12], [0]],
    ["a fixed batch before a length that happens to be as large", [8, "sequence"], [8], [0]],
    ["a fixed batch in second place", [12, 8], [12], [1]],
    ["both where a fixed batch is as large as the sample", [8, 8], [8], [0, 1]],
  ])("takes %s", (_, dims, sample, axes) => {
    expect(tried(dims, sample)).toEqual(axes);
  });

  it("keeps the symbols of several inputs apart and their fixed sizes equal", () => {
    const named = graph([port("x", ["s0", "s1", 4]), port("mask", ["s1", "s0"])]).graph;
    const example = { x: zeros("float32", [1, 6, 4]), mask: zeros("float32", [1, 6]) };
    expect(inputBatches(named, example).map(({ axes }) => [axes.get("x") ?? 0, axes.get("mask") ?? 0])).toEqual([
      [0, 1],
      [1, 0],
    ]);
    const fixed = graph([port("x", [6, 2, 4]), port("mask", [2, 6])]).graph;
    expect(inputBatches(fixed, example)).toEqual([{ axes: new Map([["x", 1]]), fixed: { size: 2, axis: 1 } }]);
    const different = graph([port("x", [2, 6, 4]), port("mask", [3, 6])]).graph;
    expect(() => inputBatches(different, example)).toThrow(
      /inputs: expected one batch size for all; got x 2, mask 3; /,
    );
  });

  it("names the input whose sample has another shape", () => {
    expect(() => tried([12, "batch"], [13])).toThrow(/input x: expected shape 12xbatch; got 1x13; /);
  });
});

const X = Float32Array.from({ length: 12 }, (_, i) => Math.sin(1 + i));

/** One sample of x `[1, 3, 4]`. */
const example: Readonly<Record<string, Tensor>> = { x: { type: "float32", shape: [1, 3, 4], data: X } };

async function features(g: Emitter, dims: readonly Dim[], to: string): Promise<Float32Array> {
  const bytes = writeModel(graph([port("x", dims)], [to], g));
  const network = await loadNetwork(bytes, example, runtime);
  await using model = new OnnxFeatureModel({ id: "test", network, runtime, from: "x", to });
  const layer = await model.bind(example);
  expect(layer.shape).toEqual([3, 4]);
  return layer.features(layer.x0, 1);
}

describe("a network whose axes have no telling names", () => {
  /** Cumulative sums over time and a soft choice among tokens: copies along axis 0 would know of each other. */
  function sequenceFirst(): Emitter {
    const g = new Emitter("");
    g.node("Softmax", ["x"], ["choice"], { axis: 0 });
    g.node("Mul", ["x", "choice"], ["y"]);
    return g;
  }

  it("is run along the axis on which copies do not know of each other", async () => {
    const named = await features(sequenceFirst(), ["sequence", "batch", 4], "y");
    expect(await features(sequenceFirst(), ["s0", "s1", 4], "y")).toEqual(named);
    expect(await features(sequenceFirst(), [3, 3, 4], "y")).toEqual(named);
    const first = await features(sequenceFirst(), ["batch", "sequence", 4], "y");
    expect(first).not.toEqual(named);
  });

  it("counts one copy at a time where its inside was fixed to one, whatever its inputs say", async () => {
    const g = new Emitter("");
    g.node("Reshape", ["x", g.int64([1, 12])], ["flat"]);
    g.node("Tanh", ["flat"], ["y"]);
    const bytes = writeModel(graph([port("x", ["batch", 3, 4])], ["y"], g));
    const network = await loadNetwork(bytes, example, runtime);
    expect(network.fixed?.size).toBe(1);
  });
});

describe("layers without the batch on one axis", () => {
  async function refusal(to: string, dims: readonly Dim[] = ["batch", 3, 4]): Promise<string> {
    const g = new Emitter("");
    g.node("Reshape", ["x", g.int64([-1, 4])], ["rows"]);
    g.node("Einsum", ["x", "x"], ["pairs"], { equation: "ijk,ljk->il" });
    g.node("ReduceMean", ["x", g.int64([0])], ["mean"], { keepdims: 0 });
    const bytes = writeModel(graph([port("x", dims)], ["rows", "pairs", "mean"], g));
    const network = await loadNetwork(bytes, example, runtime);
    await using model = new OnnxFeatureModel({ id: "test", network, runtime, from: "x", to });
    return model.bind(example).then(
      () => "none",
      (error: Error) => error.message,
    );
  }

  it("are refused in one sentence", async () => {
    const start = (name: string) => `layer ${name}: expected a known shape with one axis for the batch; got `;
    const end = "; choose a layer before it that keeps samples apart";
    expect(await refusal("rows")).toBe(
      `${start("rows")}the batch merged with another axis ([3, 4] for one sample)${end}`,
    );
    expect(await refusal("pairs")).toBe(`${start("pairs")}the batch on 2 axes ([batch, batch])${end}`);
    expect(await refusal("mean")).toBe(`${start("mean")}[3, 4] whatever the batch${end}`);
    expect(await refusal("rows", [5, 3, 4])).toBe(
      `${start("rows")}the batch of 5 merged with another axis ([15, 4])${end}`,
    );
    expect(await refusal("mean", [5, 3, 4])).toBe(`${start("mean")}[3, 4] for a batch of 5${end}`);
  });

  it("are whole samples where the export fixed a batch of one", async () => {
    expect(await refusal("rows", [1, 3, 4])).toBe("none");
    expect(await refusal("mean", [1, 3, 4])).toBe("none");
  });
});
