import { drawNormal, type Tensor } from "@stillpoint/core";
import { checkFeatureModel, type ModelSample } from "@stillpoint/testing";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { fromGraphModel } from "./graph-model.ts";

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

function normals(purpose: string, count: number): Float32Array {
  const values = new Float32Array(count);
  drawNormal({ seed: 1, sample: "graph-model", purpose, pass: 0 }, values);
  return values;
}

type Attribute =
  | { readonly type: string }
  | { readonly shape: object }
  | { readonly s: string }
  | { readonly b: boolean };

/** A node of a TensorFlow GraphDef. */
const node = (
  name: string,
  op: string,
  input: readonly string[] = [],
  attr: Readonly<Record<string, Attribute>> = {},
) => ({
  name,
  op,
  input,
  attr: { T: { type: "DT_FLOAT" }, ...attr },
});

const placeholder = (name: string, ...sizes: number[]) =>
  node(name, "Placeholder", [], {
    dtype: { type: "DT_FLOAT" },
    shape: { shape: { dim: sizes.map((size) => ({ size: `${size}` })) } },
  });

const WEIGHTS = { matrix: [6, 4], bias: [4], late: [4, 3] } as const;

/** x, side -> joined -> dense -> relu -> late -> top values; a TensorFlow graph as the converter writes it. */
async function graph(): Promise<tf.GraphModel> {
  const values = Object.entries(WEIGHTS).map(([name, shape]) =>
    normals(
      name,
      shape.reduce<number>((a, b) => a * b, 1),
    ),
  );
  return tf.loadGraphModel({
    load: async () => ({
      modelTopology: {
        node: [
          placeholder("x", -1, 6),
          placeholder("side", -1, 6),
          ...Object.keys(WEIGHTS).map((name) => node(name, "Const", [], { dtype: { type: "DT_FLOAT" } })),
          node("k", "Const", [], { dtype: { type: "DT_INT32" } }),
          node("joined", "AddV2", ["x", "side"]),
          node("product", "MatMul", ["joined", "matrix"], { transpose_a: { b: false }, transpose_b: { b: false } }),
          node("dense", "BiasAdd", ["product", "bias"], { data_format: { s: "TkhXQw==" } }),
          node("relu", "Relu", ["dense"]),
          node("late", "MatMul", ["relu", "late"], { transpose_a: { b: false }, transpose_b: { b: false } }),
          node("smooth", "Tanh", ["late_product"]),
          node("top", "TopKV2", ["smooth", "k"], { sorted: { b: true } }),
        ].map((one) => (one.op === "MatMul" && one.name === "late" ? { ...one, name: "late_product" } : one)),
        versions: { producer: 1 },
      },
      weightSpecs: [
        ...Object.entries(WEIGHTS).map(([name, shape]) => ({ name, shape: [...shape], dtype: "float32" as const })),
        { name: "k", shape: [], dtype: "int32" },
      ],
      weightData: new Uint8Array([...values, Int32Array.of(2)].flatMap((part) => [...new Uint8Array(part.buffer)]))
        .buffer,
    }),
  });
}

const row = (purpose: string): Tensor & { readonly data: Float32Array } => ({
  type: "float32",
  shape: [1, 6],
  data: normals(purpose, 6),
});

const inputs = [0, 1].map((k) => ({ x: row(`x ${k}`), side: row(`side ${k}`) }));

function executed(model: tf.GraphModel, name: string, feeds: ModelSample["inputs"]): Float32Array {
  return tf.tidy(() => {
    const tensors = Object.entries(feeds).map(([key, { data, shape }]) => [
      key,
      tf.tensor(Array.from(data, Number), [...shape]),
    ]);
    const found = model.execute(Object.fromEntries(tensors), name);
    return Float32Array.from([found].flat()[0]?.dataSync() ?? []);
  });
}

describe("fromGraphModel", () => {
  it.each([
    ["an input", "x", [6]],
    ["an inner tensor", "dense", [4]],
  ] as const)("keeps every promise of a feature model from %s", async (_, input, shape) => {
    const net = await graph();
    const samples = inputs.map((feeds) => ({
      inputs: feeds,
      x0: input === "x" ? feeds.x.data : executed(net, input, feeds),
      shape,
      features: executed(net, "smooth", feeds),
    }));
    await checkFeatureModel(fromGraphModel(net, { tf, from: input, to: "smooth" }), samples, { step: 2e-3 });
  });

  it("names operator and backend where a gradient is missing, and still gives features", async () => {
    const layer = await fromGraphModel(await graph(), { tf, from: "x", to: "top" }).bind(inputs[0] ?? {});
    expect(await layer.features(layer.x0, 1)).toHaveLength(2);
    await expect(layer.vjp(layer.x0, Float32Array.of(1, 1), 1)).rejects.toThrow(
      expect.objectContaining({
        code: "OPERATOR",
        message: expect.stringMatching(/^top: expected operators with gradients; got TopK, .*\(cpu is used\)/),
      }),
    );
  });

  it("holds not one tensor more after 1,000 calls", async () => {
    const net = await graph();
    const layer = await fromGraphModel(net, { tf, from: "x", to: "smooth" }).bind(inputs[0] ?? {});
    const top = await fromGraphModel(net, { tf, from: "x", to: "top" }).bind(inputs[0] ?? {});
    const before = tf.memory();
    for (let call = 0; call < 250; call++) {
      await layer.features(layer.x0, 1);
      await layer.residual(layer.x0, new Float32Array(3), 1);
      await layer.vjp(layer.x0, new Float32Array(6), 2);
      await expect(top.vjp(top.x0, new Float32Array(2), 1)).rejects.toThrow(/TopK/);
    }
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numBytes).toBe(before.numBytes);
  });

  it("names what is missing", async () => {
    const net = await graph();
    expect(() => fromGraphModel(net, { tf, to: "smooth" })).toThrow(/which of x, side is perturbed/);
    const code = (name: string) => expect.objectContaining({ code: name });
    await expect(fromGraphModel(net, { tf, from: "x", to: "smoth" }).bind(inputs[0] ?? {})).rejects.toThrow(
      code("LAYER"),
    );
    await expect(fromGraphModel(net, { tf, from: "y", to: "smooth" }).bind(inputs[0] ?? {})).rejects.toThrow(
      code("LAYER"),
    );
  });
});
