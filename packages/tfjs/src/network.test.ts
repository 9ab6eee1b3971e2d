import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { openTfjsNetwork } from "./tfjs-network.ts";

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

/** A dense network of four inputs, saved, with its text changed. */
function opened(change: (text: string) => string): Promise<unknown> {
  const model = tf.sequential({ name: "dense" });
  model.add(tf.layers.conv1d({ inputShape: [4, 2], filters: 3, kernelSize: 1, strides: 2, name: "conv" }));
  const weights = model.weights.map(({ originalName: name, shape }) => ({ name, shape, dtype: "float32" }));
  const count = model.weights.reduce(
    (sum, { shape }) => sum + shape.reduce<number>((all, size) => all * (size ?? 1), 1),
    0,
  );
  const text = JSON.stringify({
    format: "layers-model",
    modelTopology: model.toJSON(undefined, false),
    weightsManifest: [{ paths: ["weights.bin"], weights }],
  });
  return openTfjsNetwork(change(text), async () => new Uint8Array(4 * count), { tf });
}

describe("openTfjsNetwork", () => {
  it("opens what is whole", async () => {
    await expect(opened((text) => text)).resolves.toMatchObject({ network: { inputs: [{ shape: [null, 4, 2] }] } });
  });

  it.each([
    [
      "a stride of nothing",
      '"strides":[2]',
      '"strides":[1e-400]',
      /^tensor conv: expected a shape of whole numbers; got/,
    ],
    ["an input without end", "[null,4,2]", "[null,1e400,2]", /expected .*; got .*; /],
    [
      "an input no array holds",
      "[null,4,2]",
      "[null,4000000000,2]",
      /^input conv_input: expected at most 1073741824 numbers/,
    ],
    ["units below nothing", '"filters":3', '"filters":-3', /expected .*; got: .*; try it in TensorFlow.js alone$/],
  ])("refuses %s", async (_, from, to, sentence) => {
    const change = (text: string): string => {
      const changed = text.replace(from, to);
      expect(changed).not.toBe(text);
      return changed;
    };
    await expect(opened(change)).rejects.toThrow(sentence);
    await expect(opened(change)).rejects.toMatchObject({ code: "MODEL" });
  });
});
