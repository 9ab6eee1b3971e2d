// Gradients of single operators and small networks that PyTorch exports; see fixtures/operators/README.md.

import { readFileSync } from "node:fs";
import type { Tensor } from "@stillpoint/core";
import { probeShapes, repeat } from "@stillpoint/onnx";
import { nodeRuntime, runOnce } from "@stillpoint/onnx/node";
import { afterAll, describe, expect, it } from "vitest";
import { type Fragment, fromShape, type Splice, spliceVjp, toSize } from "./differentiate.ts";
import { FragmentTensor } from "./fragment-names.ts";
import { readNetwork } from "./network.ts";

const BATCH = 2;
/** Of the largest value of a gradient. */
const RELATIVE = 1e-4;

interface Encoded {
  readonly shape: readonly number[];
  readonly float32: string;
}

interface Case {
  readonly name: string;
  /** Two samples, a cotangent of the output, and float64 autograd. */
  readonly x: Encoded;
  readonly cotangent: Encoded;
  readonly gradient: Encoded;
  /** ONNX files by exporter and opset. */
  readonly models: Readonly<Record<string, string>>;
}

const url = new URL("../fixtures/operators/operators.json", import.meta.url);
const { cases }: { readonly cases: readonly Case[] } = JSON.parse(readFileSync(url, "utf8"));
/** Samples whose indices count over the whole batch, or that share it with another axis. */
const APART: readonly string[] = ["max_unpool2d"];

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

describe.each(cases)("$name", (example) => {
  const x: Tensor = { type: "float32", ...decode(example.x) };
  const one: Tensor = { ...x, shape: [1, ...x.shape.slice(1)], data: x.data.slice(0, x.data.length / BATCH) };

  describe.each(Object.keys(example.models))("%s", (how) => {
    async function spliced(): Promise<Splice> {
      const model = readNetwork(new Uint8Array(Buffer.from(example.models[how]!, "base64")));
      return { model, from: "x", to: "y", shapes: await probeShapes(model, { x: one }, runtime) };
    }

    it("has torch.autograd's gradient", async () => {
      const splice = await spliced();
      const exact = decode(example.gradient);
      expect([BATCH, ...fromShape(splice)]).toEqual(exact.shape);
      const v: Tensor = { type: "float32", data: decode(example.cotangent).data, shape: [BATCH, toSize(splice)] };
      expect(error(await run(spliceVjp(splice), x, v), exact.data)).toBeLessThan(RELATIVE);
    });

    it("gives two cotangents on one sample what two copies of it give, where it says so", async () => {
      const splice = await spliced();
      const fragment = spliceVjp(splice);
      if (APART.includes(example.name)) expect(fragment.sharesPrimal).toBe(false);
      if (!fragment.sharesPrimal) return;
      const v: Tensor = { type: "float32", data: decode(example.cotangent).data, shape: [BATCH, toSize(splice)] };
      const apart = await run(fragment, repeat(one, BATCH), v);
      expect(error(await run(fragment, one, v), apart)).toBeLessThan(1e-5);
    });
  });
});

/** The gradient, from those of the inputs the fragment reads. */
async function run(fragment: Fragment, x: Tensor, v: Tensor): Promise<Float32Array> {
  const feeds = Object.entries({ x, [FragmentTensor.cotangent]: v });
  const outputs = await runOnce(
    fragment.bytes,
    Object.fromEntries(feeds.filter(([name]) => fragment.inputs.includes(name))),
  );
  return Float32Array.from(outputs[FragmentTensor.gradient]!.data, Number);
}

/** Largest difference over the largest magnitude; NaN where `ours` has one. */
function error(ours: Float32Array, exact: Float32Array): number {
  expect(ours.length).toBe(exact.length);
  const size = exact.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  expect(size).toBeGreaterThan(0);
  return exact.reduce((worst, value, at) => Math.max(worst, Math.abs(ours[at]! - value)), 0) / size;
}

function decode({ shape, float32 }: Encoded): { shape: readonly number[]; data: Float32Array } {
  const raw = Buffer.from(float32, "base64");
  return { shape, data: new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength)) };
}
