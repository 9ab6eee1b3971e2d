// One network in the forms that PyTorch and its converters write, against torch.autograd; see fixtures/files/generate.py.

import { readFileSync } from "node:fs";
import type { Tensor } from "@stillpoint/core";
import { probeShapes } from "@stillpoint/onnx";
import { nodeRuntime, runOnce } from "@stillpoint/onnx/node";
import { afterAll, describe, expect, it } from "vitest";
import { spliceFeatures, spliceVjp, toSize } from "./differentiate.ts";
import { FragmentTensor } from "./fragment-names.ts";
import { ElementType, type Model } from "./model/graph.ts";
import { type ModelFile, modelFile } from "./model/model-file.ts";
import { loadWeights } from "./model/open.ts";
import { openNetwork, readNetwork } from "./network.ts";

const folder = new URL("../fixtures/files/", import.meta.url);
const RELATIVE = 1e-5;
const FORMS = [
  "dynamo",
  "external",
  "unoptimised",
  "constants",
  "float16",
  "float16-ports",
  "bfloat16",
  "float64",
  "functions",
] as const;
const NOTES: Readonly<Record<string, string>> = {
  float16: "float16",
  "float16-ports": "float16",
  bfloat16: "bfloat16",
  float64: "float64",
};

interface Encoded {
  readonly shape: readonly number[];
  readonly float32: string;
}

const truth: { image: Encoded; cotangent: Encoded; gradients: Readonly<Record<string, Encoded>> } = JSON.parse(
  readFileSync(new URL("gradients.json", folder), "utf8"),
);

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

describe.each(FORMS)("%s", (form) => {
  it("has torch.autograd's gradient, read whole or by ranges", async () => {
    const ranged = await loadWeights(await openNetwork(file(form)));
    const models = form === "external" ? [ranged] : [ranged, readNetwork(bytes(`${form}.onnx`))];
    for (const model of models) expect(await relativeError(model, form)).toBeLessThan(RELATIVE);
  });

  it("is float32 throughout, has no Constant nodes, and says what was changed", async () => {
    const { graph, functions, notes } = await openNetwork(file(form));
    const types = [...graph.initializers.values(), ...graph.inputs, ...graph.outputs].map((each) => each.elementType);
    const others: number[] = [ElementType.FLOAT16, ElementType.BFLOAT16, ElementType.DOUBLE];
    expect(types.filter((type) => others.includes(type))).toEqual([]);
    expect(graph.nodes.filter(({ op, domain }) => op === "Constant" || domain !== "")).toEqual([]);
    expect(functions).toBeUndefined();
    const stored = NOTES[form];
    expect(notes).toEqual(
      stored === undefined ? undefined : [`the network is stored in ${stored}; it is measured in float32`],
    );
  });
});

it("a mask of the lowest half keeps its value", () => {
  const values = [...readNetwork(bytes("float16.onnx")).graph.initializers.values()].filter(
    ({ dims }) => dims.length === 0,
  );
  const floats = values.flatMap(({ data }) =>
    data instanceof Uint8Array ? [...new Float32Array(data.slice().buffer)] : [],
  );
  expect(floats).toContain(-65504);
});

describe("a file read by ranges", () => {
  it("has its large weights read when they are needed, and no others", async () => {
    const content = bytes("dynamo.onnx");
    const asked: number[] = [];
    const whole = modelFile("m.onnx", content);
    const counted: ModelFile = {
      ...whole,
      read: (offset, length) => {
        asked.push(length);
        return whole.read(offset, length);
      },
    };
    const model = await openNetwork(counted);
    const unread = [...model.graph.initializers.values()].filter(({ data }) => !(data instanceof Uint8Array));
    expect(unread.map(({ name }) => name)).toEqual(["fc1.weight"]);
    asked.length = 0;
    const shapes = await probeShapes(model, { image: first(decode(truth.image)) }, runtime, ["conv2d"]);
    expect([...shapes.keys()]).not.toContain("linear");
    const fragment = spliceFeatures({ model, from: "image", to: "conv2d", shapes });
    expect(fragment.bytes.length).toBeLessThan(2000);
    expect(asked).toEqual([]);
    await loadWeights(model, ["fc1.weight"]);
    expect(asked).toEqual([10 * 96 * 4]);
  });

  it("is read alike from a Blob", async () => {
    const beside = { "external.onnx.data": new Blob([bytes("external.onnx.data")]) };
    const model = await openNetwork(modelFile("external.onnx", new Blob([bytes("external.onnx")]), beside));
    expect(await relativeError(await loadWeights(model), "external")).toBeLessThan(RELATIVE);
  });
});

function file(form: string): ModelFile {
  const beside = form === "external" ? { "external.onnx.data": bytes("external.onnx.data") } : undefined;
  return modelFile(`${form}.onnx`, bytes(`${form}.onnx`), beside);
}

/** Norm of the gradient's difference from autograd's over its norm. */
async function relativeError(model: Model, form: string): Promise<number> {
  const image = decode(truth.image);
  const { graph } = model;
  const [from, to] = [graph.inputs[0]!.name, graph.outputs[0]!.name];
  const shapes = await probeShapes(model, { [from]: first(image) }, runtime);
  const splice = { model, from, to, shapes };
  const cotangent = { ...decode(truth.cotangent), shape: [2, toSize(splice)] };
  const outputs = await runOnce(spliceVjp(splice).bytes, { [from]: image, [FragmentTensor.cotangent]: cotangent });
  const ours = Array.from(outputs[FragmentTensor.gradient]!.data, Number);
  const exact = Array.from(decode(truth.gradients[form]!).data, Number);
  expect(ours.length).toBe(exact.length);
  const norm = (values: readonly number[]) => Math.hypot(...values);
  expect(norm(exact)).toBeGreaterThan(1e-3);
  return norm(ours.map((value, k) => value - exact[k]!)) / norm(exact);
}

function bytes(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(name, folder)));
}

function decode({ shape, float32 }: Encoded): Tensor {
  const raw = Buffer.from(float32, "base64");
  const data = new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength));
  return { type: "float32", shape, data };
}

function first({ type, shape, data }: Tensor): Tensor {
  return { type, shape: [1, ...shape.slice(1)], data: data.slice(0, data.length / shape[0]!) };
}
