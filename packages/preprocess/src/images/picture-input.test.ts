import {
  Emitter,
  type Graph,
  type Model,
  type Port,
  perturbable,
  pictureTensor,
  writeModel,
} from "@stillpoint/autodiff";
import { mapUnits } from "@stillpoint/core";
import { loadNetwork, OnnxFeatureModel } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { afterAll, describe, expect, it } from "vitest";
import { fitImages, type ImageOptions } from "./fit-images.ts";
import type { PictureFiles } from "./picture-files.ts";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

const [FLOAT, UINT8, INT32, INT64] = [1, 2, 6, 7];
const SIZE = 4;

/** A 4 x 4 picture, every byte another, and a mask of its upper half. */
const bytes = Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, index) => (index * 5) % 256);
const pictures: PictureFiles = {
  place: "pictures",
  names: ["a.png"],
  decode: async () => ({ path: "a.png", height: SIZE, width: SIZE, channels: 3, bytes }),
};
const masks: PictureFiles = {
  place: "masks",
  names: ["a.png"],
  decode: async () => {
    const half = Uint8Array.from({ length: SIZE * SIZE }, (_, index) => (index < 8 ? 255 : 0));
    return { path: "a.png", height: SIZE, width: SIZE, channels: 1, bytes: half };
  },
};

/** Channels last, as bytes: Cast to `raw`, Transpose to `turned`, Div to `scaled`, a convolution to `conv`. */
function network(elementType: number, change: (g: Emitter) => void = () => {}): Model {
  const g = new Emitter("");
  if (elementType === FLOAT) g.node("Identity", ["image"], ["raw"]);
  else g.node("Cast", ["image"], ["raw"], { to: FLOAT });
  g.node("Transpose", ["raw"], ["turned"], { perm: [0, 3, 1, 2] });
  g.node("Div", ["turned", g.float32(255)], ["scaled"]);
  g.node("Conv", ["scaled", g.float32([1, 2, 3, -1, 0, 1], [2, 3, 1, 1])], ["conv"]);
  change(g);
  const image: Port = { name: "image", elementType, dims: ["batch", SIZE, SIZE, 3] };
  const graph: Graph = {
    name: "",
    nodes: g.nodes,
    initializers: g.constants,
    inputs: [image],
    outputs: [{ name: "conv", elementType: FLOAT, dims: undefined }],
    declared: new Map(),
  };
  return { irVersion: 8, opsets: new Map([["", 18]]), producer: "", metadata: new Map(), graph };
}

function fit(model: Model, options: Partial<ImageOptions> = {}) {
  return fitImages({ name: "net.onnx", graph: model.graph }, { pictures, masks, grid: [2, 2], ...options });
}

describe("pictureTensor", () => {
  it("is the first float tensor, and tells how the picture lies in it and in later ones", () => {
    const { graph } = network(UINT8);
    expect(pictureTensor(graph)).toMatchObject({ name: "raw", order: [0, 1, 2, 3] });
    expect(pictureTensor(graph, "scaled")).toMatchObject({ name: "scaled", order: [0, 3, 1, 2] });
    expect(pictureTensor(graph, "conv")).toBeUndefined();
    expect(perturbable(graph)).toBe("raw");
  });

  it("is the input itself where that is a float", () => {
    expect(pictureTensor(network(FLOAT).graph)?.name).toBe("image");
    expect(perturbable(network(FLOAT).graph)).toBe("image");
  });

  it("is none where bytes become floats in two places", () => {
    const twice = network(UINT8, (g) => g.node("Cast", ["image"], ["other"], { to: FLOAT }));
    expect(pictureTensor(twice.graph)).toBeUndefined();
    expect(perturbable(twice.graph)).toBeUndefined();
  });
});

describe("fitImages for a network that takes bytes", () => {
  it.each([
    [UINT8, "uint8"],
    [INT32, "int32"],
    [INT64, "int64"],
  ])("feeds element type %i the bytes as they are, and says so", async (elementType, type) => {
    const fitted = await fit(network(elementType));
    const input = fitted.samples[0]!.input.inputs.image!;
    expect(input.type).toBe(type);
    expect(input.shape).toEqual([1, SIZE, SIZE, 3]);
    expect(Array.from(input.data, Number)).toEqual(Array.from(bytes));
    expect(fitted.from).toBe("raw");
    expect(fitted.notes.join()).toMatch(/input image takes bytes: fed as they are, 0 to 255; noise is added to raw/);
    expect(fitted.notes.join()).not.toMatch(/--mean/);
  });

  it("refuses a normalisation the network does itself, unless it changes nothing", async () => {
    for (const own of [{ mean: [0.5, 0.5, 0.5] }, { mean: [0, 0, 0], std: [0.5, 1, 1] }])
      await expect(fit(network(UINT8), own)).rejects.toThrow(/expected none, as input image takes bytes/);
    const plain = await fit(network(UINT8), {});
    const same = await fit(network(UINT8), { mean: [0, 0, 0], std: [1, 1, 1] });
    expect(same.samples[0]?.input).toEqual(plain.samples[0]?.input);
  });

  it.each([
    [[SIZE, SIZE, 4], "batch, 4, 4, 4"],
    [[4, 8, 8], "batch, 4, 8, 8"],
    [[8, 8, 2], "batch, 8, 8, 2"],
  ])("refuses a network of %j, whose pictures have no colours", async (sizes, shape) => {
    const { graph, ...model } = network(FLOAT);
    const inputs = graph.inputs.map((port) => ({ ...port, dims: ["batch", ...sizes] }));
    await expect(fit({ ...model, graph: { ...graph, inputs } })).rejects.toThrow(
      `network net.onnx, input image: expected pictures of 1 or 3 channels; got [${shape}]; export it`,
    );
  });

  it("refuses a network without one tensor to perturb", async () => {
    const twice = network(UINT8, (g) => g.node("Cast", ["image"], ["other"], { to: FLOAT }));
    await expect(fit(twice)).rejects.toThrow(/bytes that become floats in one place; got image/);
  });

  it.each([
    ["raw", undefined, [SIZE, SIZE, 3], 1],
    ["scaled", "scaled", [3, SIZE, SIZE], 255],
  ])("lays units over %s as that lies", async (from, input, shape, scale) => {
    const model = network(UINT8);
    const fitted = await fit(model, { input });
    const units = fitted.samples[0]!.input;
    const loaded = await loadNetwork(writeModel(model), units.inputs, runtime);
    await using features = new OnnxFeatureModel({ id: "m", network: loaded, runtime, from, to: "conv" });
    const layer = await features.bind(units.inputs);
    expect(layer.shape).toEqual(shape);
    const map = mapUnits(units, layer);
    // Every scalar of a cell, wherever its channels lie, holds a byte of that cell.
    const [rows, columns, channels] = from === "raw" ? [12, 3, 1] : [4, 1, 16];
    for (let y = 0; y < SIZE; y += 1) {
      for (let x = 0; x < SIZE; x += 1) {
        for (let c = 0; c < 3; c += 1) {
          const at = y * rows + x * columns + c * channels;
          expect(map.unitOf[at]).toBe(Math.floor(y / 2) * 2 + Math.floor(x / 2));
          expect(layer.x0[at]).toBeCloseTo(bytes[(y * SIZE + x) * 3 + c]! / scale, 5);
        }
      }
    }
    const gradient = await layer.vjp(layer.x0, new Float32Array(32).fill(1), 1);
    expect(gradient.some((value) => value !== 0)).toBe(true);
  });
});
