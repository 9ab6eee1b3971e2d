import {
  type AttributeInput,
  ElementType,
  Emitter,
  encodeTensor,
  type Initializer,
  type TensorValues,
  writeModel,
} from "@stillpoint/autodiff";
import { drawNormal } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { weightPaths } from "./weight-paths.ts";

function normals(purpose: string, count: number, scale = 1): Float32Array {
  const values = new Float32Array(count);
  drawNormal({ seed: 3, sample: "weights", purpose, pass: 0 }, values);
  return values.map((value) => scale * value);
}

type Weight = readonly [dims: readonly number[], values: TensorValues, type?: number];

/** A network file of the emitter's nodes, `input` to `output`. */
function file(build: (g: Emitter) => void, weights: Readonly<Record<string, Weight>>): Uint8Array {
  const g = new Emitter("");
  build(g);
  const initializers = Object.entries(weights).map(([name, [dims, values, type = ElementType.FLOAT]]) => {
    return [name, encodeTensor(name, type, dims, values)] as const;
  });
  const port = (name: string) => ({ name, elementType: ElementType.FLOAT, dims: undefined });
  return writeModel({
    irVersion: 8,
    opsets: new Map([["", 18]]),
    producer: "test",
    metadata: new Map(),
    graph: {
      name: "test",
      nodes: g.nodes,
      initializers: new Map<string, Initializer>([...initializers, ...g.constants]),
      inputs: [port("input")],
      outputs: [port("output")],
      declared: new Map(),
    },
  });
}

const paths = (files: readonly Uint8Array[], layer = "output") =>
  weightPaths(
    files.map((bytes, k) => ({ step: 10 * k, read: async () => bytes })),
    layer,
  );

async function lengths(files: readonly Uint8Array[], which: "layer" | "network", layer?: string): Promise<number[]> {
  const found = await paths(files, layer);
  expect(found[which]).toEqual({ source: "exported" });
  return [...found.steps.values()].map((each) => each[which].perCheckpoint);
}

const [W0, W1] = [normals("w0", 24), normals("w1", 24)];
const B = normals("b", 4);
const norm = (values: Float32Array, less?: Float32Array): number =>
  Math.sqrt(values.reduce((sum, value, k) => sum + (value - (less?.[k] ?? 0)) ** 2, 0));

/** x W + b, the weight under any name. */
function linear(weight: string, values: Float32Array, first = 0): Uint8Array {
  return file(
    (g) => {
      for (let k = 0; k < first; k += 1) g.fresh("unused");
      g.node("MatMul", ["input", weight], ["product"]);
      g.node("Add", ["product", "bias"], ["output"]);
    },
    { [weight]: [[6, 4], values], bias: [[4], B] },
  );
}

describe("weightPaths", () => {
  it("match weights by their place where exporters name them anew", async () => {
    const files = [linear("onnx::MatMul_123", W0), linear("val_12", W1, 5)];
    expect(await lengths(files, "layer")).toEqual([0, norm(W1, W0) / norm(W0)]);
    const all = Math.sqrt(norm(W0) ** 2 + norm(B) ** 2);
    expect((await lengths(files, "network"))[1]).toBeCloseTo(norm(W1, W0) / all, 12);
  });

  it("are the same for Constant nodes, for initializers, and behind a Transpose and a Cast", async () => {
    const constant = (values: Float32Array): Uint8Array =>
      file(
        (g) => {
          const value = { kind: "tensor", value: encodeTensor("", ElementType.FLOAT, [6, 4], values) } as const;
          g.node("Constant", [], ["w"], { value } satisfies Record<string, AttributeInput>);
          g.node("MatMul", ["input", "w"], ["product"]);
          g.node("Add", ["product", "bias"], ["output"]);
        },
        { bias: [[4], B] },
      );
    const turned = (values: Float32Array): Uint8Array =>
      file(
        (g) => {
          g.node("Transpose", ["stored"], ["turned"], { perm: [1, 0] });
          g.node("Cast", ["turned"], ["w"], { to: ElementType.FLOAT });
          g.node("MatMul", ["input", "w"], ["product"]);
          g.node("Add", ["product", "bias"], ["output"]);
        },
        { stored: [[4, 6], values], bias: [[4], B] },
      );
    const expected = await lengths([linear("w", W0), linear("w", W1)], "layer");
    expect(await lengths([constant(W0), constant(W1)], "layer")).toEqual(expected);
    expect(await lengths([turned(W0), turned(W1)], "layer")).toEqual(expected);
    // Storage is no part of the graph.
    expect(await lengths([linear("w", W0), constant(W1)], "layer")).toEqual(expected);
  });

  it("read half precision, bfloat16, double and quantised weights as numbers", async () => {
    const product = (weights: Readonly<Record<string, Weight>>): Uint8Array =>
      file((g) => g.node("MatMul", ["input", "w"], ["output"]), weights);
    const raw = (values: ArrayLike<number> & { buffer: ArrayBufferLike }): Uint8Array => new Uint8Array(values.buffer);
    const float = (...values: number[]): Uint8Array => product({ w: [[2, 2], Float32Array.from(values)] });
    const expected = await lengths([float(1, -2, 0.5, 0), float(1, -2, 0.5, 2)], "layer");
    const half = (last: number): Uint8Array =>
      product({ w: [[2, 2], raw(Uint16Array.of(0x3c00, 0xc000, 0x3800, last)), ElementType.FLOAT16] });
    expect(await lengths([half(0), half(0x4000)], "layer")).toEqual(expected);
    const brain = (last: number): Uint8Array =>
      product({ w: [[2, 2], raw(Uint16Array.of(0x3f80, 0xc000, 0x3f00, last)), ElementType.BFLOAT16] });
    expect(await lengths([brain(0), brain(0x4000)], "layer")).toEqual(expected);
    const double = (last: number): Uint8Array =>
      product({ w: [[2, 2], raw(Float64Array.of(1, -2, 0.5, last)), ElementType.DOUBLE] });
    expect(await lengths([double(0), double(2)], "layer")).toEqual(expected);
    const quantised = (last: number): Uint8Array =>
      file(
        (g) => {
          g.node("DequantizeLinear", ["q", "scale", "zero"], ["w"], { axis: 1 });
          g.node("MatMul", ["input", "w"], ["output"]);
        },
        {
          q: [[2, 2], Uint8Array.of(5, 2, 4, last), ElementType.UINT8],
          scale: [[2], Float32Array.of(0.5, 1)],
          zero: [[2], Uint8Array.of(3, 4), ElementType.UINT8],
        },
      );
    expect(await lengths([quantised(4), quantised(6)], "layer")).toEqual(expected);
  });

  it("count a shared weight once, and twice what an exporter only stores once while it is equal", async () => {
    const pair = (a: Float32Array, b?: Float32Array): Uint8Array =>
      file(
        (g) => {
          g.node("MatMul", ["input", "a"], ["first"]);
          g.node("MatMul", ["first", b === undefined ? "a" : "b"], ["output"]);
        },
        { a: [[2, 2], a], ...(b === undefined ? {} : { b: [[2, 2], b] }) },
      );
    const [one, other, third] = [Float32Array.of(3, 0, 0, 4), Float32Array.of(3, 0, 0, 1), Float32Array.of(3, 0, 4, 4)];
    expect(await lengths([pair(one), pair(other)], "network")).toEqual([0, 3 / 5]);
    // Equal at the start, as normalisations are, apart later: sqrt(3² + 4²) over sqrt(2 · 5²).
    const apart = await lengths([pair(one), pair(other, third)], "network");
    expect(apart[1]).toBeCloseTo(5 / Math.sqrt(50), 12);
  });

  it("find the layer's weight behind normalisations, activations, transposes and recurrences", async () => {
    const net = (values: Float32Array): Uint8Array =>
      file(
        (g) => {
          g.node("LSTM", ["input", "w", "r"], ["states"], { hidden_size: 2 });
          g.node("Squeeze", ["states"], ["flat"]);
          g.node("MatMul", ["flat", "last"], ["product"]);
          g.node("BatchNormalization", ["product", "s", "s", "s", "s"], ["normed"]);
          g.node("Relu", ["normed"], ["output"]);
        },
        {
          w: [[1, 8, 3], values],
          r: [[1, 8, 2], normals("r", 16)],
          last: [[2, 2], B],
          s: [[2], Float32Array.of(1, 1)],
        },
      );
    expect(await lengths([net(W0), net(W1)], "layer", "output")).toEqual([0, 0]);
    expect(await lengths([net(W0), net(W1)], "layer", "flat")).toEqual([0, norm(W1, W0) / norm(W0)]);
  });

  it("are unknown, with the file and the difference named, where checkpoints are not one network", async () => {
    const deeper = file(
      (g) => {
        g.node("MatMul", ["input", "w"], ["product"]);
        g.node("Tanh", ["product"], ["output"]);
      },
      { w: [[6, 4], W1] },
    );
    const found = await paths([linear("w", W0), deeper]);
    expect(found.layer.source).toBe("unknown");
    expect(found.layer.reason).toMatch(
      /^checkpoint of step 10: expected the graph of checkpoint of step 0; got another: node 2 is Tanh.* in checkpoint of step 10 and Add.* in checkpoint of step 0/,
    );
    expect([...found.steps.values()].map(({ network }) => network.perCheckpoint)).toEqual([Number.NaN, Number.NaN]);
    const wider = await paths([
      linear("w", W0),
      file((g) => g.node("MatMul", ["input", "w"], ["output"]), { w: [[6, 3], W1.slice(6)] }),
    ]);
    expect(wider.network).toMatchObject({ source: "unknown" });
  });

  it("are unknown for weights that are not numbers or that start at 0", async () => {
    const broken = W1.slice();
    broken[3] = Number.NaN;
    expect((await paths([linear("w", W0), linear("w", broken)])).layer.reason).toMatch(
      /step 10 holds weights that are not numbers/,
    );
    const zero = await paths([linear("w", new Float32Array(24)), linear("w", W1)]);
    expect(zero.layer).toEqual({ source: "unknown", reason: "the first weights are all 0" });
    expect(zero.network).toEqual({ source: "exported" });
  });
});

describe("a folded batch normalisation", () => {
  const kernel = normals("kernel", 4 * 27);
  const step = normals("step", 4 * 27, 0.05);
  const moved = kernel.map((value, k) => value + step[k]!);
  const zeros = new Float32Array(4);
  const scaled = (values: Float32Array, factors: readonly number[]): Float32Array =>
    values.map((value, k) => value * factors[Math.floor(k / 27)]!);

  function conv(
    values: Float32Array,
    bias: Float32Array,
    names: readonly [string, string] = ["conv.weight", "conv.bias"],
  ): Uint8Array {
    const [weight, offset] = names;
    return file(
      (g) => {
        g.node("Conv", ["input", weight, offset], ["conv"]);
        g.node("Relu", ["conv"], ["r"]);
        g.node("MatMul", ["r", "fc"], ["output"]);
      },
      { [weight]: [[4, 3, 3, 3], values], [offset]: [[4], bias], fc: [[6, 4], W0] },
    );
  }

  it.each([
    ["TorchScript", ["onnx::Conv_214", "onnx::Conv_215"]],
    ["dynamo", ["conv1.weight", "conv1.weight_bias"]],
    ["ONNX Runtime", ["ConvBnFusion_W_conv.weight", "ConvBnFusion_BN_B_bn.bias"]],
  ] as const)("is known by the names of %s, and its path is not told", async (_, names) => {
    const found = await paths([conv(kernel, zeros, names), conv(moved, B, names)], "conv");
    expect(found.layer.source).toBe("folded");
    expect(found.layer.reason).toContain(`folded a batch normalisation into ${names[0]}`);
    expect(found.network.source).toBe("folded");
    expect([...found.steps.values()].map(({ layer }) => layer.perCheckpoint)).toEqual([Number.NaN, Number.NaN]);
    // Another layer's path is its own.
    expect(await lengths([conv(kernel, zeros, names), conv(moved, B, names)], "layer", "output")).toEqual([0, 0]);
  });

  it("is known by a movement along the output channels, whatever the names", async () => {
    const files = [conv(kernel, zeros), conv(scaled(moved, [1.9, 1.7, 2.1, 2]), B)];
    expect((await paths(files, "conv")).layer.source).toBe("folded");
  });

  it("is not seen in training, nor in weight decay", async () => {
    expect((await paths([conv(kernel, zeros), conv(moved, B)], "conv")).layer).toEqual({ source: "exported" });
    const decayed = kernel.map((value, k) => 0.8 * value + 0.2 * step[k]!);
    expect((await paths([conv(kernel, zeros), conv(decayed, B)], "conv")).layer).toEqual({ source: "exported" });
  });

  it("is said where one checkpoint has it and another has the normalisation", async () => {
    const whole = file(
      (g) => {
        g.node("Conv", ["input", "conv.weight"], ["raw"]);
        g.node("BatchNormalization", ["raw", "s", "s", "s", "s"], ["conv"]);
        g.node("Relu", ["conv"], ["r"]);
        g.node("MatMul", ["r", "fc"], ["output"]);
      },
      { "conv.weight": [[4, 3, 3, 3], kernel], s: [[4], zeros], fc: [[6, 4], W0] },
    );
    const found = await paths([whole, conv(moved, B)], "conv");
    expect(found.layer.source).toBe("folded");
    expect(found.layer.reason).toMatch(
      /step 10: expected the graph of .*step 0; got one with batch normalisations folded/,
    );
  });
});
