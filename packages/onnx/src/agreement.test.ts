import { ElementType, Emitter, encodeTensor, writeModel } from "@stillpoint/autodiff";
import { drawNormal, StillpointError, type Tensor, type UnitInput } from "@stillpoint/core";
import { afterAll, describe, expect, it } from "vitest";
import { checkAgreement, checkRuns } from "./agreement.ts";
import { loadNetwork } from "./network.ts";
import { nodeRuntime } from "./node/node-runtime.ts";
import type { Runtime } from "./runtime.ts";

const reference = nodeRuntime({ workers: 1 });
afterAll(() => reference.close());

function normals(purpose: string, count: number): Float32Array {
  const values = new Float32Array(count);
  drawNormal({ seed: 1, sample: "agreement", purpose, pass: 0 }, values);
  return values;
}

/** x `[b, 6]` -> tanh(xW) `[b, 4]` */
function network(): Uint8Array {
  const g = new Emitter("");
  g.node("MatMul", ["x", "weight"], ["product"]);
  g.node("Tanh", ["product"], ["y"]);
  const port = (name: string, size: number) => ({ name, elementType: ElementType.FLOAT, dims: ["batch", size] });
  const weight = encodeTensor("weight", ElementType.FLOAT, [6, 4], normals("weight", 24));
  return writeModel({
    irVersion: 8,
    opsets: new Map([["", 18]]),
    producer: "test",
    metadata: new Map(),
    graph: {
      name: "test",
      nodes: g.nodes,
      initializers: new Map([["weight", weight]]),
      inputs: [port("x", 6)],
      outputs: [port("y", 4)],
      declared: new Map(),
    },
  });
}

const inputs = { x: { type: "float32", shape: [1, 6], data: normals("x", 6) } } as const;
const units: UnitInput = {
  inputs,
  unitOf: { data: Int32Array.of(0, 0, 1, 1, 2, 2), shape: [6] },
  units: [0, 1, 2].map((k) => ({ label: `pair ${k}`, region: "background" })),
};
const options = { seed: 1, sample: "agreement", sigma0: 0.01, passes: 16 };

/** The reference with every float output changed. */
function changed(name: string, change: (value: number, index: number) => number): Runtime {
  const through = (outputs: Readonly<Record<string, Tensor>>): Readonly<Record<string, Tensor>> =>
    Object.fromEntries(
      Object.entries(outputs).map(([output, tensor]) => {
        const { data } = tensor;
        return [output, data instanceof Float32Array ? { ...tensor, data: data.map(change) } : tensor];
      }),
    );
  return {
    name,
    lanes: 1,
    lane() {
      const lane = reference.lane();
      return {
        close: () => lane.close(),
        async open(model, given) {
          const session = await lane.open(model, given);
          return {
            run: async (feeds) => through(await session.run(feeds)),
            state: () => session.state(),
            close: () => session.close(),
          };
        },
      };
    },
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

const check = async (runtime: Runtime, tolerance = {}) =>
  checkAgreement({
    runtime,
    reference,
    network: await loadNetwork(network(), inputs, reference),
    from: "x",
    to: "y",
    units,
    options,
    tolerance,
  });

describe("checkAgreement", () => {
  it("finds no difference between a runtime and itself, and says who was compared", async () => {
    expect(await check(reference)).toEqual({
      runtime: reference.name,
      reference: reference.name,
      units: 3,
      entropy: 0,
      gradient: 0,
    });
  });

  it("returns small differences as they are", async () => {
    const { entropy, gradient } = await check(changed("rounded", (value, k) => value * (1 + (k % 2) * 1e-4)));
    expect(gradient).toBeGreaterThan(1e-6);
    expect(gradient).toBeLessThan(1e-4);
    expect(entropy).toBeLessThan(1e-3);
  });

  it("finds onnxruntime-web in threads of Node within 1e-4 nats of the CPU", async () => {
    await using wasm = nodeRuntime({ workers: 1, provider: "wasm" });
    const { runtime, entropy } = await check(wasm);
    expect(runtime).toMatch(/^onnxruntime-web \d+\.\d+\.\d+, wasm$/);
    expect(entropy).toBeLessThan(1e-4);
  });

  it("says which runtime cannot run at all, why, and what to do", async () => {
    const lane = {
      open: () => Promise.reject(new StillpointError("RUNTIME", "ONNX Runtime: no adapter")),
      close: () => undefined,
    };
    const deviceless = { ...changed("deviceless", (value) => value), lane: () => lane };
    const refused = /^runtime deviceless: expected it to run a graph; got: ONNX Runtime: no adapter; install .* cpu/;
    await expect(checkRuns(deviceless)).rejects.toThrow(refused);
    await expect(check(deviceless)).rejects.toThrow(refused);
  });

  it("refuses a runtime that computes something else, or nothing", async () => {
    await expect(check(changed("wrong", (value, k) => (k % 2 === 0 ? value : 1.2 * value)))).rejects.toMatchObject({
      code: "RUNTIME",
      message: expect.stringMatching(/^runtime wrong: expected the map of onnxruntime-node .* within 0.01 nats/),
    });
    await expect(check(changed("broken", () => Number.NaN))).rejects.toThrow();
    const rounded = changed("rounded", (value, k) => value * (1 + (k % 2) * 1e-4));
    await expect(check(rounded, { gradient: 1e-9 })).rejects.toThrow(/got .* nats/);
  });
});
