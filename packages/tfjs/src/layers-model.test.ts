import { drawNormal, type Tensor } from "@stillpoint/core";
import { checkFeatureModel, type ModelSample } from "@stillpoint/testing";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { fromLayersModel } from "./layers-model.ts";

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

function normals(purpose: string, count: number): Float32Array {
  const values = new Float32Array(count);
  drawNormal({ seed: 1, sample: "layers-model", purpose, pass: 0 }, values);
  return values;
}

/** Weights of our own, so that no test depends on TensorFlow.js' seeds. */
function settle(model: tf.LayersModel): tf.LayersModel {
  model.setWeights(
    model.getWeights().map((weight, k) => {
      const values = normals(`weight ${k}`, weight.size).map((value) => 0.5 * value);
      return tf.tensor(
        model.weights[k]?.name.includes("variance") ? values.map((v) => 1 + v * v) : values,
        weight.shape,
      );
    }),
  );
  return model;
}

/** image -> conv -> norm -> (+ side) -> pool -> dropout -> fc (tanh) */
function convolutional(): tf.LayersModel {
  const image = tf.input({ shape: [6, 6, 2], name: "image" });
  const side = tf.input({ shape: [6, 6, 3], name: "side" });
  const conv = tf.layers.conv2d({ filters: 3, kernelSize: 3, padding: "same", name: "conv" }).apply(image);
  const norm = tf.layers.batchNormalization({ name: "norm" }).apply(conv);
  const joined = tf.layers.add({ name: "joined" }).apply([norm, side].flat().filter(isSymbol));
  const pool = tf.layers.maxPooling2d({ poolSize: 2, name: "pool" }).apply(joined);
  const flat = tf.layers.flatten({ name: "flat" }).apply(pool);
  const dropped = tf.layers.dropout({ rate: 0.5, name: "dropped" }).apply(flat);
  const fc = tf.layers.dense({ units: 4, activation: "tanh", name: "fc" }).apply(dropped);
  return settle(tf.model({ inputs: [image, side], outputs: [fc].flat().filter(isSymbol), name: "net" }));
}

/** ids -> embedding (0 is padding) -> twice the same dense -> mean over unmasked words */
function textual(): tf.LayersModel {
  const ids = tf.input({ shape: [5], dtype: "int32", name: "ids" });
  const words = tf.layers.embedding({ inputDim: 7, outputDim: 3, maskZero: true, name: "words" }).apply(ids);
  const dense = tf.layers.dense({ units: 3, activation: "tanh", name: "dense" });
  const rnn = tf.layers.simpleRNN({ units: 4, name: "rnn" }).apply(dense.apply(dense.apply(words)));
  return settle(tf.model({ inputs: ids, outputs: [rnn].flat().filter(isSymbol), name: "text" }));
}

function isSymbol(value: tf.Tensor | tf.SymbolicTensor): value is tf.SymbolicTensor {
  return "sourceLayer" in value;
}

const tensor = (purpose: string, ...shape: number[]): Tensor & { readonly data: Float32Array } => ({
  type: "float32",
  shape,
  data: normals(
    purpose,
    shape.reduce((a, b) => a * b, 1),
  ),
});

const pictures = [0, 1].map((k) => ({
  image: tensor(`image ${k}`, 1, 6, 6, 2),
  side: tensor(`side ${k}`, 1, 6, 6, 3),
}));
const ids: Tensor = { type: "int64", shape: [1, 5], data: BigInt64Array.of(3n, 1n, 6n, 0n, 0n) };

/** What the network's own `predict` gives for output `layer`. */
function predicted(model: tf.LayersModel, layer: string, inputs: ModelSample["inputs"]): Float32Array {
  const { output } = model.getLayer(layer);
  return tf.tidy(() => {
    const feeds = model.inputNames.map((name) =>
      tf.tensor(Array.from(inputs[name]?.data ?? [], Number), [...(inputs[name]?.shape ?? [])]),
    );
    const found = tf.model({ inputs: model.inputs, outputs: output }).predict(feeds);
    return Float32Array.from([found].flat()[0]?.dataSync() ?? []);
  });
}

describe("fromLayersModel", () => {
  it("keeps every promise of a feature model from a raw input", async () => {
    const net = convolutional();
    const samples = pictures.map((inputs) => ({
      inputs,
      x0: inputs.image.data,
      shape: [6, 6, 2],
      features: predicted(net, "fc", inputs),
    }));
    await checkFeatureModel(fromLayersModel(net, { tf, from: "image", to: "fc" }), samples, { step: 2e-3 });
  });

  it("keeps them from an inner layer", async () => {
    const net = convolutional();
    const samples = pictures.map((inputs) => ({
      inputs,
      x0: predicted(net, "norm", inputs),
      shape: [6, 6, 3],
      features: predicted(net, "fc", inputs),
    }));
    await checkFeatureModel(fromLayersModel(net, { tf, from: "norm", to: "fc" }), samples, { step: 2e-3 });
  });

  it("keeps them from an embedding, padding masked as the network itself does", async () => {
    const net = textual();
    const inputs = { ids };
    const features = predicted(net, "rnn", inputs);
    const model = () => fromLayersModel(net, { tf, from: "words", to: "rnn" });
    await checkFeatureModel(model(), [{ inputs, x0: predicted(net, "words", inputs), shape: [5, 3], features }]);
    const layer = await model().bind(inputs);
    const gradient = await layer.vjp(layer.x0, Float32Array.of(1, 1, 1, 1), 1);
    expect(gradient.subarray(0, 9).every((value) => value !== 0)).toBe(true);
    expect(Array.from(gradient.subarray(9))).toEqual(Array.from({ length: 6 }, () => 0));
  });

  it("tells the uses of a shared layer apart", async () => {
    const net = textual();
    const shared = (use: string) => fromLayersModel(net, { tf, from: use, to: "rnn" }).bind({ ids });
    const [first, second] = [await shared("dense:0"), await shared("dense:1")];
    expect(first.x0).not.toEqual(second.x0);
    expect(await first.features(first.x0, 1)).toEqual(await second.features(second.x0, 1));
    expect(() => fromLayersModel(net, { tf, from: "dense", to: "rnn" })).toThrow(/one of its uses dense:0 to dense:1/);
  });

  it("leaves the network as it was", async () => {
    const net = convolutional();
    const [inputs] = pictures;
    const before = predicted(net, "fc", inputs ?? {});
    const nodes = net.layers.map((layer) => layer.inboundNodes.length);
    const layer = await fromLayersModel(net, { tf, from: "image", to: "fc" }).bind(inputs ?? {});
    await layer.residual(layer.x0, new Float32Array(4), 1);
    expect(predicted(net, "fc", inputs ?? {})).toEqual(before);
    expect(net.layers.map((one) => one.inboundNodes.length)).toEqual(nodes);
  });

  it("holds not one tensor more after 1,000 calls, nor after failures", async () => {
    const net = convolutional();
    const layer = await fromLayersModel(net, { tf, from: "image", to: "fc" }).bind(pictures[0] ?? {});
    const x = Float32Array.of(...layer.x0, ...layer.x0);
    const before = tf.memory();
    for (let call = 0; call < 250; call++) {
      await layer.features(x, 2);
      await layer.residual(x, new Float32Array(4), 2);
      await layer.vjp(layer.x0, new Float32Array(8), 2);
      await using model = fromLayersModel(net, { tf, from: "norm", to: "fc" });
      await model.bind(pictures[1] ?? {});
    }
    for (let call = 0; call < 20; call++) {
      const upstream = await fromLayersModel(net, { tf, from: "norm", to: "conv" }).bind(pictures[0] ?? {});
      await expect(upstream.vjp(upstream.x0, new Float32Array(108), 1)).rejects.toThrow(/LAYER|depend/);
    }
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numBytes).toBe(before.numBytes);
  });

  it("names what is missing", async () => {
    const net = convolutional();
    const between = (from: string | undefined, to: string) =>
      fromLayersModel(net, { tf, to, ...(from === undefined ? {} : { from }) });
    expect(() => between(undefined, "fc")).toThrow(/which of image, side is perturbed/);
    expect(() => between("image", "fc2")).toThrow(/layer fc2: expected one of image, conv, norm, side, joined/);
    await expect(between("image", "fc").bind({ image: tensor("x", 1, 6, 6, 2) })).rejects.toThrow(
      /input side: expected/,
    );
    await expect(between("image", "fc").bind({ ...pictures[0], image: tensor("x", 1, 2, 6, 6) })).rejects.toThrow(
      expect.objectContaining({ code: "MODEL", message: expect.stringMatching(/^net:fc: .*shape/i) }),
    );
    await expect(between("image", "fc").bind({ ...pictures[0], image: tensor("x", 2, 6, 6, 2) })).rejects.toThrow(
      /batch axis 1/,
    );
    const nothing = { name: "nothing", inputs: [], layers: [] };
    expect(() => fromLayersModel(nothing, { tf, to: "fc" })).toThrow(/model: expected a LayersModel/);
    const other = { version_core: "0", getBackend: () => "cpu", setBackend: async () => true };
    expect(() => fromLayersModel(net, { tf: other, from: "image", to: "fc" })).toThrow(/tf: expected TensorFlow.js/);
    const wide: Tensor = { type: "int64", shape: [1, 5], data: BigInt64Array.of(1n, 2n ** 40n, 0n, 0n, 0n) };
    await expect(fromLayersModel(textual(), { tf, from: "words", to: "rnn" }).bind({ ids: wide })).rejects.toThrow(
      /expected int64 that fit into int32; got 1099511627776/,
    );
    await expect(fromLayersModel(textual(), { tf, to: "rnn" }).bind({ ids })).rejects.toThrow(/got int32 perturbed/);
  });
});
