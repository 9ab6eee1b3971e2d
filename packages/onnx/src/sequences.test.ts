// Sequence networks that PyTorch exported, the batch wherever it lies, against torch.autograd; see fixtures/sequences.

import { readFileSync } from "node:fs";
import { embeddingSum } from "@stillpoint/autodiff";
import type { Layer, Tensor } from "@stillpoint/core";
import { expectAllclose } from "@stillpoint/testing";
import { afterAll, describe, expect, it } from "vitest";
import { OnnxFeatureModel } from "./feature-model.ts";
import { loadNetwork } from "./network.ts";
import { nodeRuntime } from "./node/node-runtime.ts";

const folder = new URL("../fixtures/sequences/", import.meta.url);
const COPIES = 2;

interface Encoded {
  readonly shape: readonly number[];
  readonly float32?: string;
  readonly int64?: string;
}

/** The batch first everywhere. */
interface Truth {
  readonly inputs: Readonly<Record<string, Encoded>>;
  readonly perturbed: Encoded;
  readonly depths: Readonly<Record<string, Readonly<Record<"features" | "cotangent" | "gradient", Encoded>>>>;
}

interface Index {
  readonly networks: Readonly<
    Record<string, readonly { readonly file: string; readonly tensors: Readonly<Record<string, string>> }[]>
  >;
}

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

function json<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(file, folder), "utf8"));
}

function tensor({ shape, float32, int64 }: Encoded): Tensor {
  const raw = Buffer.from(float32 ?? int64 ?? "", "base64");
  const buffer = raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength);
  if (float32 !== undefined) return { type: "float32", shape, data: new Float32Array(buffer) };
  return { type: "int64", shape, data: new BigInt64Array(buffer) };
}

function numbers(encoded: Encoded): Float32Array {
  return Float32Array.from(tensor(encoded).data, Number);
}

function row(values: Float32Array, copy: number): Float32Array {
  const size = values.length / COPIES;
  return values.slice(copy * size, (copy + 1) * size);
}

/** One sample of every input, batch axis 1 and in front, whatever the network has. */
function sample(truth: Truth, copy: number): Readonly<Record<string, Tensor>> {
  return Object.fromEntries(
    Object.entries(truth.inputs).map(([name, encoded]) => {
      const { type, shape, data } = tensor(encoded);
      const size = data.length / COPIES;
      return [name, { type, shape: [1, ...shape.slice(1)], data: data.slice(copy * size, (copy + 1) * size) }];
    }),
  );
}

function close(actual: Float32Array, expected: Float32Array): void {
  expectAllclose(actual, expected, { relative: 1e-4, absolute: 1e-4 * Math.max(...expected.map(Math.abs)) });
}

const index = json<Index>("index.json");

describe.each(Object.entries(index.networks))("%s", (net, files) => {
  const truth = json<Truth>(`${net}.json`);
  const text = Object.hasOwn(truth.inputs, "input_ids");

  describe.each(files)("$file", ({ file, tensors }) => {
    const opened = async (to: string) => {
      const network = await loadNetwork(readFileSync(new URL(file, folder)), sample(truth, 0), runtime);
      const from = text ? embeddingSum(network.model.graph) : "src";
      return { network, feature: new OnnxFeatureModel({ id: file, network, runtime, from, to }) };
    };

    it.each(Object.keys(tensors))("has PyTorch's features and gradients at %s", async (depth) => {
      const { feature, network } = await opened(tensors[depth]!);
      await using model = feature;
      const fixed = /fixed(\d)/.exec(file)?.[1];
      expect(network.fixed?.size).toBe(fixed === undefined ? undefined : Number(fixed));
      const { features, cotangent, gradient } = truth.depths[depth]!;
      for (let copy = 0; copy < COPIES; copy += 1) {
        const layer = await model.bind(sample(truth, copy));
        expect(layer.shape).toEqual(truth.perturbed.shape.slice(1));
        close(layer.x0, row(numbers(truth.perturbed), copy));
        close(await layer.features(layer.x0, 1), row(numbers(features), copy));
        close(await layer.vjp(layer.x0, row(numbers(cotangent), copy), 1), row(numbers(gradient), copy));
      }
    });

    it("treats every copy of a batch as it treats it alone", async () => {
      const { feature } = await opened(tensors.fc!);
      await using model = feature;
      const layer = await model.bind(sample(truth, 1));
      const [d, m, batch] = [layer.x0.length, layer.featureSize, 3];
      const x = Float32Array.from({ length: batch * d }, (_, i) => layer.x0[i % d]! + 0.3 * Math.sin(i));
      const v = Float32Array.from({ length: batch * m }, (_, i) => Math.cos(2 * i));
      const target = Float32Array.from({ length: m }, (_, i) => Math.sin(i));
      const alone = (copy: number) => ({ x: x.slice(copy * d, (copy + 1) * d), v: v.slice(copy * m, (copy + 1) * m) });
      const each = async (run: (copy: number) => Promise<Float32Array>) => {
        const parts: number[] = [];
        for (let copy = 0; copy < batch; copy += 1) parts.push(...(await run(copy)));
        return Float32Array.from(parts);
      };
      const residual = async (part: keyof Awaited<ReturnType<Layer["residual"]>>) =>
        each(async (copy) => (await layer.residual(alone(copy).x, target, 1))[part]);
      close(await layer.features(x, batch), await each((copy) => layer.features(alone(copy).x, 1)));
      close(await layer.vjp(x, v, batch), await each((copy) => layer.vjp(alone(copy).x, alone(copy).v, 1)));
      close(await layer.vjp(layer.x0, v, batch), await each((copy) => layer.vjp(layer.x0, alone(copy).v, 1)));
      const together = await layer.residual(x, target, batch);
      close(together.change, await residual("change"));
      close(together.gradient, await residual("gradient"));
    });
  });
});
