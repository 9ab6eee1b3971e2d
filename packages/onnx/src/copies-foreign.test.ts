// No false alarm on PyTorch's exports: their copies stay apart and float32 resolves them.

import { readFileSync } from "node:fs";
import { readModel } from "@stillpoint/autodiff";
import type { Tensor } from "@stillpoint/core";
import { afterAll, describe, expect, it } from "vitest";
import { checkCopies, resolutionNote } from "./check-copies.ts";
import { loadNetwork } from "./network.ts";
import { nodeRuntime } from "./node/node-runtime.ts";

interface Encoded {
  readonly shape: readonly number[];
  readonly float32?: string;
  readonly int64?: string;
}

interface Truth {
  readonly input: Encoded;
  readonly sides?: Readonly<Record<string, Encoded>>;
}

interface Index {
  readonly networks: Readonly<
    Record<
      string,
      {
        readonly files: readonly {
          readonly file: string;
          readonly from?: string;
          readonly tensors?: Readonly<Record<string, string>>;
        }[];
      }
    >
  >;
}

const folder = new URL("../../autodiff/fixtures/foreign/", import.meta.url);
const json = <Content>(name: string): Content => JSON.parse(readFileSync(new URL(name, folder), "utf8"));
const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

/** The first sample of a batch. */
function first({ shape, float32, int64 }: Encoded): Tensor {
  const bytes = Uint8Array.from(Buffer.from(float32 ?? int64 ?? "", "base64")).buffer;
  const size = shape.slice(1).reduce((product, dim) => product * dim, 1);
  const dims = [1, ...shape.slice(1)];
  return float32 === undefined
    ? { type: "int64", shape: dims, data: new BigInt64Array(bytes).slice(0, size) }
    : { type: "float32", shape: dims, data: new Float32Array(bytes).slice(0, size) };
}

describe.each(Object.entries(json<Index>("index.json").networks))("%s", (name, { files }) => {
  const truth = json<Truth>(`${name}.gradients.json`);
  // One TorchScript and one dynamo export of each.
  const chosen = files.flatMap(({ file, from, tensors }) =>
    from === undefined || tensors === undefined || !/opset18/.test(file) ? [] : [{ file, from, tensors }],
  );
  it.each(chosen)("$file", async ({ file, from, tensors }) => {
    const bytes = readFileSync(new URL(file, folder));
    const sides = Object.entries(truth.sides ?? {}).map(([side, encoded]) => [side, first(encoded)] as const);
    const isInput = readModel(bytes).graph.inputs.some((port) => port.name === from);
    const inputs = { ...Object.fromEntries(sides), ...(isInput ? { [from]: first(truth.input) } : {}) };
    const network = await loadNetwork(bytes, inputs, runtime);
    for (const to of Object.values(tensors)) {
      const check = { network, runtime, from, to, inputs, sigma0: { timesRms: 0.01 }, gradients: true };
      expect(resolutionNote(to, await checkCopies(check))).toBeUndefined();
    }
  });
});
