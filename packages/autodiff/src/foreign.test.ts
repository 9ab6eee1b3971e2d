// Gradients of graphs this project did not write, against torch.autograd; see fixtures/foreign/README.md.

import { readFileSync } from "node:fs";
import { probeShapes, runOnce } from "@stillpoint/onnx";
import { describe, expect, it } from "vitest";
import { FragmentTensor, featureSize, perturbedShape, spliceVjp } from "./differentiate.ts";
import { readNetwork } from "./network.ts";

const folder = new URL("../fixtures/foreign/", import.meta.url);
const BATCH = 2;
const RELATIVE = 1e-4;

interface Encoded {
  readonly shape: readonly number[];
  readonly float32: string;
}

interface Gradients {
  readonly input: Encoded;
  readonly depths: Readonly<Record<string, { readonly cotangent: Encoded; readonly gradient: Encoded }>>;
}

interface Export {
  readonly file: string;
  readonly opset: number;
  readonly requestedOpset: number;
  readonly exporter: string;
  /** ONNX tensor by depth; absent where the exporter kept another opset than the one asked for. */
  readonly tensors?: Readonly<Record<string, string>>;
}

interface Index {
  readonly networks: Readonly<Record<string, { readonly input: string; readonly files: readonly Export[] }>>;
}

const index = json<Index>("index.json");

describe.each(Object.entries(index.networks))("%s", (net, { input, files }) => {
  const truth = json<Gradients>(`${net}.gradients.json`);
  const stored = files.flatMap((file) => (file.tensors === undefined ? [] : [{ ...file, tensors: file.tensors }]));

  describe.each(stored)("$file", ({ file, tensors }) => {
    it.each(Object.keys(truth.depths))("has torch.autograd's input gradient at the %s layer", async (depth) => {
      const { cotangent, gradient } = truth.depths[depth]!;
      const model = readNetwork(bytes(file));
      const image = decode(truth.input);
      const one = {
        ...image,
        shape: [1, ...image.shape.slice(1)],
        data: image.data.slice(0, image.data.length / BATCH),
      };
      const shapes = await probeShapes(model, { [input]: { type: "float32", ...one } });
      const splice = { model, from: input, to: tensors[depth]!, shapes };
      expect([BATCH, ...perturbedShape(splice)]).toEqual(gradient.shape);
      const { [FragmentTensor.gradient]: ours } = await runOnce(spliceVjp(splice).bytes, {
        [input]: { type: "float32", ...image },
        [FragmentTensor.cotangent]: {
          type: "float32",
          data: decode(cotangent).data,
          shape: [BATCH, featureSize(splice)],
        },
      });
      const { norm, largest } = relativeErrors(Array.from(ours!.data, Number), decode(gradient).data);
      expect(norm).toBeLessThan(RELATIVE);
      expect(largest).toBeLessThan(RELATIVE);
    });
  });
});

describe("the fixture index", () => {
  it("covers four networks, both exporters and opsets 11, 13 and 18", () => {
    expect(Object.keys(index.networks)).toEqual(["alexnet", "vgg11", "resnet18", "mobilenetv2"]);
    for (const { files } of Object.values(index.networks)) {
      for (const exporter of ["torchscript", "dynamo"]) {
        const asked = files.filter((file) => file.exporter === exporter).map((file) => file.requestedOpset);
        expect(new Set(asked)).toEqual(new Set([11, 13, 18]));
      }
      const kept = new Set(files.flatMap((file) => (file.tensors === undefined ? [] : [file.opset])));
      expect(kept).toEqual(new Set([11, 13, 18]));
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
