import {
  type AttributeInput,
  ElementType,
  Emitter,
  encodeTensor,
  float,
  type Initializer,
  writeModel,
} from "@stillpoint/autodiff";
import { drawNormal } from "@stillpoint/core";
import { afterAll, describe, expect, it } from "vitest";
import { type CopyCheck, checkCopies, RESOLVED, type Resolution, resolutionNote } from "./check-copies.ts";
import { loadNetwork } from "./network.ts";
import { nodeRuntime } from "./node/node-runtime.ts";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

function normals(purpose: string, count: number): Float32Array {
  const values = new Float32Array(count);
  drawNormal({ seed: 1, sample: "copies", purpose, pass: 0 }, values);
  return values;
}

const inputs = { x: { type: "float32", shape: [1, 6], data: normals("x", 6) } } as const;

type Op = (op: string, inputs: readonly string[], attributes?: Readonly<Record<string, AttributeInput>>) => string;
type Build = (op: Op, g: Emitter, x: string) => string;

/** x `[b, 6]` -> a product of eight -> whatever is built -> tanh -> `y`. */
function network(build: Build, bias = 0): Uint8Array {
  const g = new Emitter("");
  g.node("MatMul", ["x", "weight"], ["product"]);
  const built = build((op, names, attributes) => g.op(op, names, attributes), g, "product");
  g.node("MatMul", [built, "last"], ["scores"]);
  g.node("Add", ["scores", "bias"], ["y"]);
  const port = (name: string, size: number) => ({ name, elementType: ElementType.FLOAT, dims: ["batch", size] });
  const initializers: ReadonlyMap<string, Initializer> = new Map([
    ["weight", encodeTensor("weight", ElementType.FLOAT, [6, 8], normals("weight", 48))],
    ["last", encodeTensor("last", ElementType.FLOAT, [8, 5], normals("last", 40))],
    ["bias", encodeTensor("bias", ElementType.FLOAT, [5], new Float32Array(5).fill(bias))],
    ...g.constants,
  ]);
  return writeModel({
    irVersion: 8,
    opsets: new Map([["", 18]]),
    producer: "test",
    metadata: new Map(),
    graph: {
      name: "test",
      nodes: g.nodes,
      initializers,
      inputs: [port("x", 6)],
      outputs: [port("y", 5)],
      declared: new Map(),
    },
  });
}

async function checked(
  build: Build,
  { bias = 0, ...more }: Partial<CopyCheck> & { bias?: number } = {},
): Promise<Resolution> {
  const loaded = await loadNetwork(network(build, bias), inputs, runtime);
  return checkCopies({ network: loaded, runtime, from: "x", to: "y", inputs, sigma0: 0.01, gradients: true, ...more });
}

describe("checkCopies", () => {
  it.each<[string, Build]>([
    ["a smooth layer", (op, _, x) => op("Tanh", [x])],
    ["a kinked layer", (op, _, x) => op("Relu", [x])],
    ["a normalised layer", (op, _, x) => op("Softmax", [x], { axis: 1 })],
    ["a sum along the features", (op, g, x) => op("CumSum", [x, g.int64(1, [])])],
    ["a maximum of all features", (op, g, x) => op("Add", [op("ReduceMax", [x, g.int64([1])]), op("Relu", [x])])],
  ])("passes %s", async (_, build) => {
    expect(await checked(build)).toMatchObject({ entropyError: expect.closeTo(0, 4) });
  });

  it.each<[string, string, Build]>([
    ["a running sum over the batch", "CumSum", (op, g, x) => op("CumSum", [op("Relu", [x]), g.int64(0, [])])],
    ["the same from the end", "CumSum", (op, g, x) => op("CumSum", [x, g.int64(0, [])], { reverse: 1 })],
    ["the mean of the batch", "ReduceMean", (op, g, x) => op("Sub", [x, op("ReduceMean", [x, g.int64([0])])])],
    ["a Softmax over the batch", "Softmax", (op, _, x) => op("Softmax", [x], { axis: 0 })],
    ["the largest of the batch", "ReduceMax", (op, g, x) => op("Sub", [x, op("ReduceMax", [x, g.int64([0])])])],
    [
      "a trace of the others",
      "ReduceMean",
      (op, g, x) => op("Add", [x, op("Mul", [op("ReduceMean", [x, g.int64([0])]), g.float32([0.05])])]),
    ],
  ])("refuses %s by name", async (_, op, build) => {
    await expect(checked(build)).rejects.toMatchObject({
      code: "MODEL",
      message: expect.stringMatching(
        new RegExp(
          `^layer y: expected the features of a sample alone as beside another one; got .* % .* mixed in.*\\(${op}\\); export`,
        ),
      ),
    });
  });

  it("refuses a node that draws numbers of its own by its name", async () => {
    const drawn: Build = (op, _, x) => op("Add", [x, op("RandomNormalLike", [x], { scale: float(0.1) })]);
    await expect(checked(drawn, { gradients: false })).rejects.toMatchObject({
      code: "MODEL",
      message: expect.stringMatching(/^node .*\(RandomNormalLike\): expected .*; got /),
    });
  });

  it("is silent about float32 that loses little, and warns in the size of what it loses", async () => {
    const build: Build = (op, _, x) => op("Tanh", [x]);
    expect(await checked(build, { bias: 100 })).toMatchObject({ entropyError: expect.closeTo(0, 4) });
    expect(resolutionNote("y", await checked(build, { bias: 100 }))).toBeUndefined();
    const lost = await checked(build, { bias: 1e5 });
    expect(lost.entropyError).toBeGreaterThan(RESOLVED);
    expect(resolutionNote("y", lost)).toMatch(/^layer y: float32 cannot resolve .* 1e\+5 .* by up to .* nats$/);
    expect((await checked(build, { bias: 1e7 })).entropyError).toBeGreaterThan(1);
    const { entropyError } = await checked(build, { bias: 1e5, sigma0: { timesRms: 10 } });
    expect(entropyError).toBeLessThan(RESOLVED / 10);
  });

  it("finds rounding that later layers hide", async () => {
    const hidden: Build = (op, g, x) => op("Tanh", [op("Sub", [op("Add", [x, g.float32([2e5])]), g.float32([2e5])])]);
    const { entropyError, largest } = await checked(hidden);
    expect(largest).toBeLessThan(100);
    expect(entropyError).toBeGreaterThan(RESOLVED);
    const gone: Build = (op, g, x) => op("Tanh", [op("Sub", [op("Add", [x, g.float32([3e6])]), g.float32([3e6])])]);
    expect((await checked(gone)).entropyError).toBeGreaterThan(1);
  });
});
