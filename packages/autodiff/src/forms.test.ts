// Gradients of graphs in the forms that exporters and optimisers write, against torch.autograd; see fixtures/forms/README.md.

import { readFileSync } from "node:fs";
import type { Tensor } from "@stillpoint/core";
import { loadNetwork, type Network } from "@stillpoint/onnx";
import { nodeRuntime, runOnce } from "@stillpoint/onnx/node";
import { expectAllclose } from "@stillpoint/testing";
import { afterAll, describe, expect, it } from "vitest";
import { spliceFeatures, spliceVjp } from "./differentiate.ts";

const folder = new URL("../fixtures/forms/", import.meta.url);

interface Encoded {
  readonly shape: readonly number[];
  readonly float32: string;
}

interface Index {
  readonly networks: Readonly<
    Record<
      string,
      {
        readonly x: Encoded;
        readonly cotangent: Encoded;
        readonly gradient: Encoded;
        readonly files: readonly string[];
      }
    >
  >;
}

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

const index: Index = JSON.parse(readFileSync(new URL("index.json", folder), "utf8"));

function decode({ shape, float32 }: Encoded): Tensor & { readonly data: Float32Array } {
  const raw = Buffer.from(float32, "base64");
  return {
    type: "float32",
    shape,
    data: new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength)),
  };
}

function load(file: string, x: Tensor): Promise<Network> {
  const one: Tensor = {
    type: "float32",
    shape: [1, ...x.shape.slice(1)],
    data: decode(index.networks[file.split(".")[0]!]!.x).data.slice(0, x.data.length / 2),
  };
  return loadNetwork(new Uint8Array(readFileSync(new URL(file, folder))), { x: one }, runtime);
}

describe.each(Object.entries(index.networks))("%s", (_name, truth) => {
  const x = decode(truth.x);

  it.each(truth.files.filter((file) => !file.endsWith(".all.onnx")))(
    "%s has torch.autograd's input gradient",
    async (file) => {
      const network = await load(file, x);
      const fragment = spliceVjp({ ...network, from: "x", to: "logits" });
      const cotangent = decode(truth.cotangent);
      const { [fragment.names.gradient]: gradient } = await runOnce(fragment.bytes, {
        x,
        [fragment.names.cotangent]: cotangent,
      });
      const exact = decode(truth.gradient);
      const scale = Math.max(...exact.data.map(Math.abs));
      expect(gradient?.shape).toEqual(exact.shape);
      expectAllclose(Array.from(gradient?.data ?? [], Number), Array.from(exact.data), { absolute: 1e-4 * scale });
    },
  );
});

describe("a graph laid out for one processor", () => {
  const [truth, file] = [index.networks.encoder!, "encoder.torchscript.opset17.all.onnx"];

  it("runs, and its gradients are refused with what to do", async () => {
    const network = await load(file, decode(truth.x));
    expect(() => spliceFeatures({ ...network, from: "x", to: "logits" })).not.toThrow();
    expect(() => spliceVjp({ ...network, from: "x", to: "logits" })).toThrow(
      /expected an operator with a gradient rule; got com\.microsoft\.nchwc\.\w+; .*no more than basic optimisation/,
    );
  });
});
