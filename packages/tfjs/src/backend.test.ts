import { checkFeatureModel, expectAllclose } from "@stillpoint/testing";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { describeBackend, type Load, openBackend } from "./backend.ts";
import type { BackendName } from "./backend-name.ts";
import { fromLayersModel } from "./layers-model.ts";

beforeAll(() => tf.enableProdMode());
afterAll(() => tf.setBackend("cpu"));

const nothing: Load = (specifier) => Promise.reject(new Error(`Cannot find package '${specifier}' imported from x`));

/** The packages at hand, but for those that fail as said. */
const failing =
  (failures: Readonly<Record<string, string>>): Load =>
  async (specifier) => {
    const failure = failures[specifier];
    if (failure !== undefined) throw new Error(failure);
    return import(/* @vite-ignore */ specifier);
  };

const NODE = "@tensorflow/tfjs-node";
const GPU = "@tensorflow/tfjs-node-gpu";

describe("openBackend", () => {
  it("prints nothing, though packages that fail halfway register their kernels twice", async () => {
    const said = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    tf.env().set("PROD", false);
    await openBackend();
    await openBackend();
    expect(said).not.toHaveBeenCalled();
    said.mockRestore();
  });

  it("opens something on every machine, and says in one sentence each why nothing faster", async () => {
    const backend = await openBackend();
    const order: BackendName[] = ["tfjs-node-gpu", "tfjs-node", "wasm", "cpu"];
    expect(backend.passedOver.map(({ name }) => name)).toEqual(order.slice(0, order.indexOf(backend.name)));
    for (const { reason } of backend.passedOver) expect(reason).toMatch(/^[^\n/]*(@tensorflow\/[^\n/]*)*; [^\n]*\.$/);
    expect(describeBackend(backend)).toMatch(new RegExp(`^TensorFlow.js 4\\.\\d+\\.\\d+ on ${backend.name}\n`));
    expect(Array.from(tf.tidy(() => tf.add(tf.tensor1d([1]), 1).dataSync()))).toEqual([2]);
    expect(backend.tf.getBackend()).toBe(tf.getBackend());
  });

  it("falls back to the plain backend when nothing else is installed", async () => {
    const missing = (specifier: string) => `Cannot find package '${specifier}' imported from elsewhere`;
    const { name, passedOver } = await openBackend({
      load: failing(Object.fromEntries([NODE, GPU, "@tensorflow/tfjs-backend-wasm"].map((s) => [s, missing(s)]))),
    });
    expect(name).toBe("cpu");
    expect(passedOver.map(({ reason }) => reason)).toEqual([
      "@tensorflow/tfjs-node-gpu is not installed; add it to your project to use it.",
      "@tensorflow/tfjs-node is not installed; add it to your project to use it.",
      "@tensorflow/tfjs-backend-wasm is not installed; add it to your project to use it.",
    ]);
  });

  it.each([
    [
      "The Node.js native addon module (tfjs_binding.node) can not be found at path: /home/x/tfjs_binding.node. \nPlease run",
      "its native binary is missing; let its install script run (`npm rebuild @tensorflow/tfjs-node --build-addon-from-source`).",
    ],
    [
      "libcudart.so.11.0: cannot open shared object file: No such file or directory",
      "the library libcudart.so.11.0 is missing; install CUDA 11.2 with cuDNN 8.1, which @tensorflow/tfjs-node was built for.",
    ],
    [
      "libtensorflow.so.2: cannot open shared object file: No such file or directory",
      "the library libtensorflow.so.2 is missing; put libtensorflow 2.9.1 into deps/lib of @tensorflow/tfjs-node.",
    ],
    [
      "(0 , util_1.isNullOrUndefined) is not a function",
      "it does not run on this version of Node; use Node 22 or older.",
    ],
    ["boom at /home/x/y.js.\n  at z", 'it failed with "boom at (path)"; use another backend.'],
  ])("explains %j", async (failure, reason) => {
    const { passedOver } = await openBackend({ order: ["tfjs-node", "cpu"], load: failing({ [NODE]: failure }) });
    expect(passedOver).toEqual([{ name: "tfjs-node", reason }]);
  });

  it("passes over a TensorFlow.js whose operators fail, and says so", async () => {
    const broken: Load = async (specifier) => {
      if (specifier !== NODE) return import(/* @vite-ignore */ specifier);
      const grad = () => () => {
        throw new TypeError("util_1.isNullOrUndefined is not a function");
      };
      return { ...tf, setBackend: async () => true, grad };
    };
    const { name, passedOver } = await openBackend({ order: ["tfjs-node", "cpu"], load: broken });
    expect([name, passedOver[0]?.reason]).toEqual([
      "cpu",
      "it does not run on this version of Node; use Node 22 or older.",
    ]);
  });

  it("says of all of them why where there is none", async () => {
    await expect(openBackend({ load: nothing })).rejects.toThrow(
      expect.objectContaining({
        code: "RUNTIME",
        message: expect.stringMatching(
          /expected a backend; got none; install one of these. tfjs-node-gpu: .*cpu: @tensorflow\/tfjs is not ins/,
        ),
      }),
    );
  });
});

describe("the wasm backend", () => {
  it("borrows the gradients it lacks: convolutions of every kind and embeddings agree with the plain backend", async () => {
    await openBackend({ order: ["wasm"] });
    const net = tf.sequential({ name: "net" });
    net.add(tf.layers.conv2d({ inputShape: [5, 5, 2], filters: 3, kernelSize: 3, name: "conv" }));
    net.add(tf.layers.depthwiseConv2d({ kernelSize: 2, activation: "tanh", name: "depthwise" }));
    const x0 = Float32Array.from({ length: 50 }, (_, p) => Math.sin(p));
    const inputs = { conv_input: { type: "float32", shape: [1, 5, 5, 2], data: x0 } } as const;
    await checkFeatureModel(fromLayersModel(net, { tf, to: "depthwise" }), [{ inputs, x0, shape: [5, 5, 2] }]);
    const model = fromLayersModel(net, { tf, to: "depthwise" });
    const residual = async () => {
      const layer = await model.bind(inputs);
      const { change, gradient } = await layer.residual(x0, new Float32Array(layer.featureSize), 1);
      return [...change, ...gradient];
    };
    const before = tf.memory().numTensors;
    const found = await residual();
    expect(tf.memory().numTensors).toBe(before);
    await tf.setBackend("cpu");
    expectAllclose(found, await residual(), { relative: 1e-4, absolute: 1e-5 });
  });

  it("borrows kernels of lists of tensors: sums over indices agree with the plain backend", async () => {
    await openBackend({ order: ["wasm"] });
    const sums = (): number[] =>
      tf.tidy(() => {
        const [x, y] = [tf.tensor2d([1, -2, 3, 4], [2, 2]), tf.tensor2d([0.5, 6, -7, 8], [2, 2])];
        return ["bi,ij->bj", "bi,bi->b", "bi,bj->ij"].flatMap((rule) => [...tf.einsum(rule, x, y).dataSync()]);
      });
    const before = tf.memory().numTensors;
    const found = sums();
    expect(tf.memory().numTensors).toBe(before);
    await tf.setBackend("cpu");
    expectAllclose(found, sums(), { relative: 1e-6, absolute: 1e-6 });
  });

  it("names operator and backend of a kernel that is missing", async () => {
    await openBackend({ order: ["wasm"] });
    tf.unregisterKernel("Einsum", "wasm");
    const symbol = tf.input({ shape: [3], name: "x" });
    class Outer extends tf.layers.Layer {
      static className = "Outer";
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        const [x] = [inputs].flat();
        return x === undefined ? tf.scalar(0) : tf.einsum("bi,bi->bi", x, x);
      }
    }
    const outer = [new Outer({ name: "outer" }).apply(symbol)].flat().filter((out) => "sourceLayer" in out);
    const model = fromLayersModel(tf.model({ inputs: symbol, outputs: outer, name: "net" }), { tf, to: "outer" });
    await expect(model.bind({ x: { type: "float32", shape: [1, 3], data: new Float32Array(3) } })).rejects.toThrow(
      expect.objectContaining({
        code: "OPERATOR",
        message: expect.stringMatching(/^net:outer: expected a kernel for Einsum on backend wasm; got none; use/),
      }),
    );
  });
});
