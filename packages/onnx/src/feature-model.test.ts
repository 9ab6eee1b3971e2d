import {
  type Dim,
  ElementType,
  Emitter,
  encodeTensor,
  type Model,
  readNetwork,
  writeModel,
} from "@stillpoint/autodiff";
import { drawNormal, type FeatureModel, type Layer, type Tensor } from "@stillpoint/core";
import { expectAllclose } from "@stillpoint/testing";
import { afterAll, describe, expect, it } from "vitest";
import { OnnxFeatureModel } from "./feature-model.ts";
import { loadNetwork } from "./network.ts";
import { nodeRuntime } from "./node/node-runtime.ts";
import type { Lane, Runtime } from "./runtime.ts";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

function normals(purpose: string, count: number): Float32Array {
  const values = new Float32Array(count);
  drawNormal({ seed: 1, sample: "feature-model", purpose, pass: 0 }, values);
  return values;
}

/** image -> conv -> relu -> pool -> fc, with a side input added before fc; batch axis as given. */
function network(batch: Dim): Model {
  const g = new Emitter("");
  const weight = (name: string, dims: readonly number[]) => {
    return encodeTensor(
      name,
      ElementType.FLOAT,
      dims,
      normals(
        name,
        dims.reduce((a, b) => a * b, 1),
      ),
    );
  };
  g.node("Conv", ["image", "kernel", "bias"], ["conv"], { pads: [1, 1, 1, 1] });
  g.node("Relu", ["conv"], ["relu"]);
  g.node("MaxPool", ["relu"], ["pool"], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] });
  g.node("Flatten", ["pool"], ["flat"], { axis: 1 });
  g.node("Add", ["flat", "side"], ["joined"]);
  g.node("Gemm", ["joined", "matrix"], ["fc"]);
  g.node("Softmax", ["fc"], ["probability"], { axis: 1 });
  const weights = [weight("kernel", [4, 3, 3, 3]), weight("bias", [4]), weight("matrix", [36, 5])];
  const port = (name: string, dims: readonly Dim[]) => ({ name, elementType: ElementType.FLOAT, dims });
  return {
    irVersion: 8,
    opsets: new Map([["", 18]]),
    producer: "test",
    metadata: new Map(),
    graph: {
      name: "test",
      nodes: g.nodes,
      initializers: new Map(weights.map((tensor) => [tensor.name, tensor])),
      inputs: [port("image", [batch, 3, 6, 6]), port("side", [batch, 36])],
      outputs: [port("probability", [batch, 5])],
      declared: new Map(),
    },
  };
}

const inputs: Readonly<Record<string, Tensor>> = {
  image: { type: "float32", shape: [1, 3, 6, 6], data: normals("image", 108) },
  side: { type: "float32", shape: [1, 36], data: normals("side", 36) },
};

async function model(from: string, to: string, batch: Dim = "batch"): Promise<OnnxFeatureModel> {
  const bytes = writeModel(network(batch));
  return new OnnxFeatureModel({ id: "test", network: await loadNetwork(bytes, inputs, runtime), runtime, from, to });
}

const bound = async (feature: FeatureModel): Promise<Layer> => feature.bind(inputs);
const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

/** `[b·d]` slightly moved copies. */
function copies(layer: Layer, batch: number, size = 0.05): Float32Array {
  const noise = normals("copies", batch * layer.x0.length);
  return noise.map((value, i) => (layer.x0[i % layer.x0.length] ?? 0) + size * value);
}

describe("OnnxFeatureModel", () => {
  it.each([
    ["image", "fc"],
    ["image", "conv"],
    ["conv", "fc"],
    ["joined", "probability"],
  ])("gives the gradient that central differences give, from %s to %s", async (from, to) => {
    const feature = await model(from, to);
    const layer = await bound(feature);
    const cotangent = normals("cotangent", layer.featureSize);
    const direction = normals("direction", layer.x0.length);
    const gradient = await layer.vjp(layer.x0, cotangent, 1);
    const step = 1e-3;
    const ahead = await layer.features(
      layer.x0.map((x, i) => x + step * (direction[i] ?? 0)),
      1,
    );
    const behind = await layer.features(
      layer.x0.map((x, i) => x - step * (direction[i] ?? 0)),
      1,
    );
    const slope = (dot(ahead, cotangent) - dot(behind, cotangent)) / (2 * step);
    expect(Math.abs(dot(gradient, direction) - slope)).toBeLessThan(1e-2 * Math.max(1, Math.abs(slope)));
    await feature.close();
  });

  it("returns the change and half its gradient, copy by copy", async () => {
    const feature = await model("image", "fc");
    const layer = await bound(feature);
    const target = await layer.features(layer.x0, 1);
    const x = copies(layer, 3);
    const { change, gradient } = await layer.residual(x, target, 3);
    const features = await layer.features(x, 3);
    const differences = features.map((value, i) => value - (target[i % target.length] ?? 0));
    for (let copy = 0; copy < 3; copy += 1) {
      const own = differences.subarray(copy * 5, copy * 5 + 5);
      expect(change[copy]).toBeCloseTo(dot(own, own), 4);
    }
    const byVjp = await layer.vjp(x, differences, 3);
    for (const [i, value] of byVjp.entries()) expect(gradient[i]).toBeCloseTo(value, 4);
    await feature.close();
  });

  it("linearises all cotangents at one shared point as if it were repeated", async () => {
    const feature = await model("image", "fc");
    const layer = await bound(feature);
    const cotangents = normals("cotangents", 4 * layer.featureSize);
    const shared = await layer.vjp(layer.x0, cotangents, 4);
    const repeated = await layer.vjp(copies(layer, 4, 0), cotangents, 4);
    expect(shared).toHaveLength(4 * layer.x0.length);
    for (const [i, value] of repeated.entries()) expect(shared[i]).toBeCloseTo(value, 4);
    await feature.close();
  });

  it.each([
    ["image", 1],
    ["image", 2],
    ["image", 3],
    ["image", 8],
    ["conv", 2],
    ["conv", 4],
  ])(
    "measures from %s a network exported with a fixed batch of %i as it measures a dynamic one",
    async (from, size) => {
      await using fixed = await model(from, "fc", size);
      await using dynamic = await model(from, "fc");
      const [a, b] = [await bound(fixed), await bound(dynamic)];
      expect(a.x0).toEqual(b.x0);
      expect(a.shape).toEqual(b.shape);
      const near = (ours: Float32Array, theirs: Float32Array) => {
        expectAllclose(ours, theirs, { relative: 1e-5, absolute: 1e-4 });
      };
      for (const batch of [1, 3, 8]) {
        const x = copies(a, batch);
        const cotangents = normals("cotangents", batch * a.featureSize);
        const target = normals("target", a.featureSize);
        near(await a.features(x, batch), await b.features(x, batch));
        near(await a.vjp(x, cotangents, batch), await b.vjp(x, cotangents, batch));
        near(await a.vjp(a.x0, cotangents, batch), await b.vjp(b.x0, cotangents, batch));
        const [one, other] = [await a.residual(x, target, batch), await b.residual(x, target, batch)];
        near(one.change, other.change);
        near(one.gradient, other.gradient);
      }
    },
  );

  it("measures a network whose tensors are called as a splice would call its own", async () => {
    const own = ["features", "target", "change", "cotangent", "gradient"].map((name) => `stillpoint/${name}`);
    const taken = new Map(["conv", "relu", "pool", "flat", "joined"].map((name, k) => [name, own[k] ?? name]));
    const plain = network("batch");
    const called = (names: readonly string[]): string[] => names.map((name) => taken.get(name) ?? name);
    const nodes = plain.graph.nodes.map((node) => {
      return { ...node, inputs: called(node.inputs), outputs: called(node.outputs) };
    });
    const bytes = writeModel({ ...plain, graph: { ...plain.graph, nodes } });
    const known = await loadNetwork(bytes, inputs, runtime);
    await using hostile = new OnnxFeatureModel({ id: "hostile", network: known, runtime, from: "image", to: "fc" });
    await using friendly = await model("image", "fc");
    const [a, b] = [await bound(hostile), await bound(friendly)];
    const [x, cotangents] = [copies(a, 2), normals("cotangents", 2 * a.featureSize)];
    expect(await a.features(x, 2)).toEqual(await b.features(x, 2));
    expect(await a.vjp(x, cotangents, 2)).toEqual(await b.vjp(x, cotangents, 2));
    const target = normals("target", a.featureSize);
    expect(await a.residual(x, target, 2)).toEqual(await b.residual(x, target, 2));
  });

  it("leaves what the caller passed untouched", async () => {
    const feature = await model("image", "fc");
    const layer = await bound(feature);
    const x = copies(layer, 2);
    const before = x.slice();
    await layer.features(x, 2);
    expect(x).toEqual(before);
    await feature.close();
  });

  it("closes once after the calls under way; then it binds nothing and its layers answer no more", async () => {
    const feature = await model("conv", "fc");
    const layer = await bound(feature);
    const running = layer.features(layer.x0, 1);
    await Promise.all([feature.close(), feature[Symbol.asyncDispose]()]);
    expect(await running).toHaveLength(5);
    await expect(feature.bind(inputs)).rejects.toThrow(/test: expected an open model; got a closed one/);
    await expect(layer.features(layer.x0, 1)).rejects.toMatchObject({ code: "MODEL" });
    await expect(layer.vjp(layer.x0, new Float32Array(5), 1)).rejects.toMatchObject({ code: "MODEL" });
  });

  it("feeds every session its own inputs and no others", async () => {
    const strict: Runtime = {
      name: "strict",
      lanes: 1,
      lane: () => strictLane(runtime.lane()),
      close: async () => undefined,
      [Symbol.asyncDispose]: async () => undefined,
    };
    const loaded = await loadNetwork(writeModel(network("batch")), inputs, strict);
    const unread = { ...inputs, unread: inputs.side! };
    for (const from of ["image", "conv", "joined"]) {
      await using feature = new OnnxFeatureModel({ id: "test", network: loaded, runtime: strict, from, to: "fc" });
      const layer = await feature.bind(unread);
      await layer.residual(layer.x0, await layer.features(layer.x0, 1), 1);
      await layer.vjp(layer.x0, new Float32Array(5), 1);
    }
  });

  it("names the missing input", async () => {
    const feature = await model("image", "fc");
    await expect(feature.bind({ image: inputs.image! })).rejects.toThrow(/input side: expected a tensor/);
    await feature.close();
  });
});

/** A lane that refuses an input its graph does not have, as onnxruntime-web does. */
function strictLane(lane: Lane): Lane {
  return {
    close: () => lane.close(),
    async open(bytes, options) {
      const names = readNetwork(bytes.slice()).graph.inputs.map(({ name }) => name);
      const session = await lane.open(bytes, options);
      return {
        run(feeds) {
          expect(Object.keys(feeds).sort()).toEqual(names.sort());
          return session.run(feeds);
        },
        state: () => session.state(),
        close: () => session.close(),
      };
    },
  };
}

describe("loadNetwork", () => {
  it("tells an input of the wrong shape before running anything", async () => {
    const image: Tensor = { type: "float32", shape: [1, 3, 8, 8], data: new Float32Array(192) };
    await expect(loadNetwork(writeModel(network("batch")), { ...inputs, image }, runtime)).rejects.toThrow(
      /input image: expected shape batchx3x6x6; got 1x3x8x8/,
    );
  });

  it("finds the batch axis of every tensor by running two batch sizes", async () => {
    const { shapes } = await loadNetwork(writeModel(network("batch")), inputs, runtime);
    expect(shapes.get("pool")).toEqual(["batch", 4, 3, 3]);
    expect(shapes.get("fc")).toEqual(["batch", 5]);
  });

  it("reuses the shapes of an equal graph with other weights", async () => {
    const first = await loadNetwork(writeModel(network("batch")), inputs, runtime);
    const second = await loadNetwork(writeModel(network("batch")), inputs, runtime, first);
    expect(second.shapes).toBe(first.shapes);
  });

  it("blames the file for what ONNX Runtime says of it, and the runtime for its own end", async () => {
    const g = new Emitter("");
    g.node("NoSuchOperator", ["image"], ["y"]);
    const { graph, ...rest } = network("batch");
    const unknown = writeModel({ ...rest, graph: { ...graph, nodes: g.nodes } });
    await expect(loadNetwork(unknown, inputs, runtime)).rejects.toMatchObject({
      code: "MODEL",
      message: expect.stringMatching(/^model: expected one ONNX Runtime can open; got: .*NoSuchOperator/),
    });
    const closed = nodeRuntime({ workers: 1 });
    await closed.close();
    await expect(loadNetwork(writeModel(network("batch")), inputs, closed)).rejects.toMatchObject({ code: "RUNTIME" });
  });

  it("sees the shapes of tensors of every element type", async () => {
    const g = new Emitter("");
    g.node("Cast", ["image"], ["bytes"], { to: ElementType.UINT8 });
    g.node("Cast", ["bytes"], ["floats"], { to: ElementType.FLOAT });
    const { graph, ...rest } = network("batch");
    const outputs = [{ name: "floats", elementType: ElementType.FLOAT, dims: undefined }];
    const cast = writeModel({ ...rest, graph: { ...graph, nodes: g.nodes, outputs } });
    const { shapes } = await loadNetwork(cast, inputs, runtime);
    expect(shapes.get("bytes")).toEqual(["batch", 3, 6, 6]);
  });
});
