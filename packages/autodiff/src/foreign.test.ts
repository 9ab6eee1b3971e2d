// Gradients of graphs this project did not write, against torch.autograd; see fixtures/foreign/README.md.

import { readFileSync } from "node:fs";
import type { Tensor } from "@stillpoint/core";
import { probeShapes, repeat } from "@stillpoint/onnx";
import { nodeRuntime, runOnce } from "@stillpoint/onnx/node";
import { afterAll, describe, expect, it } from "vitest";
import { type Fragment, fromShape, type Splice, spliceVjp, toSize } from "./differentiate.ts";
import { embeddingSum } from "./embedding.ts";
import { FragmentTensor } from "./fragment-names.ts";
import { readNetwork } from "./network.ts";

const folder = new URL("../fixtures/foreign/", import.meta.url);
const BATCH = 2;
const RELATIVE = 1e-4;
const IMAGES: readonly string[] = ["alexnet", "vgg11", "resnet18", "mobilenetv2"];

interface Encoded {
  readonly shape: readonly number[];
  readonly float32: string;
}

interface EncodedIntegers {
  readonly shape: readonly number[];
  readonly int64: string;
}

interface Gradients {
  /** The perturbed tensor: an input, or the embedding sum. */
  readonly input: Encoded;
  /** Integer inputs. */
  readonly sides?: Readonly<Record<string, EncodedIntegers>>;
  readonly depths: Readonly<Record<string, { readonly cotangent: Encoded; readonly gradient: Encoded }>>;
}

interface Export {
  readonly file: string;
  readonly opset: number;
  readonly requestedOpset: number;
  readonly exporter: string;
  /** The perturbed tensor. */
  readonly from?: string;
  /** ONNX tensor by depth; absent where the exporter kept another opset than the one asked for. */
  readonly tensors?: Readonly<Record<string, string>>;
}

interface Index {
  readonly networks: Readonly<Record<string, { readonly files: readonly Export[] }>>;
}

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

const index = json<Index>("index.json");

describe.each(Object.entries(index.networks))("%s", (net, { files }) => {
  const truth = json<Gradients>(`${net}.gradients.json`);
  const sides = Object.entries(truth.sides ?? {}).map(([name, encoded]) => [name, decodeIntegers(encoded)] as const);
  const stored = files.flatMap(({ file, from, tensors }) => {
    return from === undefined || tensors === undefined ? [] : [{ file, from, tensors }];
  });

  describe.each(stored)("$file", ({ file, from, tensors }) => {
    if (sides.length > 0) {
      it("is perturbed at the embedding sum", () => {
        expect(embeddingSum(readNetwork(bytes(file)).graph)).toBe(from);
      });
    }

    const x: Tensor = { type: "float32", ...decode(truth.input) };

    async function spliced(depth: string): Promise<Splice> {
      const model = readNetwork(bytes(file));
      const example = Object.fromEntries([[from, x] as const, ...sides].map(([name, value]) => [name, first(value)]));
      return { model, from, to: tensors[depth]!, shapes: await probeShapes(model, example, runtime) };
    }

    it.each(Object.keys(truth.depths))("has torch.autograd's input gradient at the %s layer", async (depth) => {
      const { cotangent, gradient } = truth.depths[depth]!;
      const splice = await spliced(depth);
      expect([BATCH, ...fromShape(splice)]).toEqual(gradient.shape);
      const v: Tensor = { type: "float32", data: decode(cotangent).data, shape: [BATCH, toSize(splice)] };
      const ours = await run(spliceVjp(splice), [[from, x], [FragmentTensor.cotangent, v], ...sides]);
      const { norm, largest } = relativeErrors(Array.from(ours.data, Number), decode(gradient).data);
      expect(norm).toBeLessThan(RELATIVE);
      expect(largest).toBeLessThan(RELATIVE);
    });

    if (IMAGES.includes(net)) return;

    it("gives two cotangents on one sample what two copies of it give, where it says so", async () => {
      const splice = await spliced("fc");
      const fragment = spliceVjp(splice);
      expect(fragment.sharesPrimal).toBe(!net.startsWith("dgcnn"));
      if (!fragment.sharesPrimal) return;
      const data = decode(truth.depths.fc!.cotangent).data;
      const v: Tensor = { type: "float32", data, shape: [BATCH, toSize(splice)] };
      const one = [[from, first(x)] as const, ...sides.map(([name, value]) => [name, first(value)] as const)];
      const both = one.map(([name, value]) => [name, repeat(value, BATCH)] as const);
      const shared = await run(fragment, [[FragmentTensor.cotangent, v], ...one]);
      const apart = await run(fragment, [[FragmentTensor.cotangent, v], ...both]);
      const { largest } = relativeErrors(Array.from(shared.data, Number), Float32Array.from(apart.data, Number));
      expect(largest).toBeLessThan(1e-5);
    });
  });
});

describe("the fixture index", () => {
  const requests = (net: string, exporter: string) => {
    const asked = index.networks[net]?.files.filter((file) => file.exporter === exporter) ?? [];
    return new Set(asked.map((file) => file.requestedOpset));
  };

  it("covers four image networks, both exporters and opsets 11, 13 and 18", () => {
    for (const net of IMAGES) {
      for (const exporter of ["torchscript", "dynamo"]) {
        expect(requests(net, exporter)).toEqual(new Set([11, 13, 18]));
      }
      const { files } = index.networks[net]!;
      const kept = new Set(files.flatMap((file) => (file.tensors === undefined ? [] : [file.opset])));
      expect(kept).toEqual(new Set([11, 13, 18]));
    }
  });

  it("covers point clouds and texts, both exporters, an old and a new opset", () => {
    for (const [net, old] of [
      ["pointnet", 13],
      ["dgcnn", 13],
      ["bert", 13],
      ["distilbert", 13],
      ["bert-sdpa", 14],
      ["distilbert-sdpa", 14],
    ] as const) {
      expect(requests(net, "torchscript")).toEqual(new Set([old, 18]));
      expect(requests(net, "dynamo")).toEqual(new Set([18]));
    }
  });
});

describe("relativeErrors", () => {
  it("sees one element that is 1 % of the largest off", () => {
    const exact = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i));
    const wrong = Array.from(exact, (value, i) => (i === 500 ? value + 0.01 : value));
    expect(relativeErrors(wrong, exact).largest).toBeGreaterThan(RELATIVE);
    expect(relativeErrors(wrong, exact).norm).toBeGreaterThan(RELATIVE);
    expect(relativeErrors([Number.NaN, ...wrong.slice(1)], exact).norm).toBeNaN();
  });
});

/** The gradient, from those of `feeds` the fragment reads. */
async function run(fragment: Fragment, feeds: readonly (readonly [string, Tensor])[]): Promise<Tensor> {
  const outputs = await runOnce(
    fragment.bytes,
    Object.fromEntries(feeds.filter(([name]) => fragment.inputs.includes(name))),
  );
  return outputs[FragmentTensor.gradient]!;
}

/** Norm of the difference over the norm, and largest difference over the largest magnitude. NaN where `ours` has one. */
function relativeErrors(ours: readonly number[], exact: Float32Array): { norm: number; largest: number } {
  expect(ours.length).toBe(exact.length);
  let difference = 0;
  let size = 0;
  let worst = 0;
  let biggest = 0;
  for (const [i, value] of exact.entries()) {
    const gap = Math.abs(ours[i]! - value);
    difference += gap * gap;
    size += value * value;
    worst = Math.max(worst, gap);
    biggest = Math.max(biggest, Math.abs(value));
  }
  expect(biggest).toBeGreaterThan(0);
  return { norm: Math.sqrt(difference / size), largest: worst / biggest };
}

function bytes(file: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(file, folder)));
}

function json<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(file, folder), "utf8"));
}

function decode({ shape, float32 }: Encoded): { shape: readonly number[]; data: Float32Array } {
  const raw = Buffer.from(float32, "base64");
  return { shape, data: new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength)) };
}

function decodeIntegers({ shape, int64 }: EncodedIntegers): Tensor {
  const raw = Buffer.from(int64, "base64");
  const data = new BigInt64Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength));
  return { type: "int64", shape, data };
}

function first({ type, shape, data }: Tensor): Tensor {
  return { type, shape: [1, ...shape.slice(1)], data: data.slice(0, data.length / BATCH) };
}
