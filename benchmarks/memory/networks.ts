// Networks of a known size with random weights, and pictures for them, as files.

import { mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { ElementType, Emitter, encodeTensor, type Initializer, writeModel } from "@stillpoint/autodiff";
import { encodePng } from "@stillpoint/image";

const SIZE = 224;
const SIDE = 7;

/** A network like AlexNet: two convolutions of 1.3 MiB, then matrices. */
export interface NetworkSize {
  readonly name: string;
  /** Widths of the fully connected layers, `fc1`, `fc2`, ... */
  readonly widths: readonly number[];
}

/** Bytes of weights up to a layer: what is analysed there. */
export function analysedBytes({ widths }: NetworkSize, layer: string): number {
  const convolutions = [64 * 3 * 121, 192 * 64 * 25];
  const matrices = widths.map((width, k) => width * (widths[k - 1] ?? 192 * SIDE * SIDE));
  const count = layer === "conv2" ? 0 : Number(layer.slice(2));
  return 4 * [...convolutions, ...matrices.slice(0, count)].reduce((sum, size) => sum + size, 0);
}

/** Writes checkpoint 1 of a network into `folder`; `seed` gives the weights. Returns the file's bytes. */
export function writeNetwork({ widths }: NetworkSize, seed: number, folder: string): number {
  mkdirSync(folder, { recursive: true });
  let state = seed;
  const weights = new Map<string, Initializer>();
  const weight = (name: string, dims: readonly number[]): string => {
    const values = new Float32Array(dims.reduce((product, dim) => product * dim, 1));
    const scale = Math.sqrt(6 / dims.slice(1).reduce((product, dim) => product * dim, 1));
    for (let k = 0; k < values.length; k += 1) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      values[k] = scale * (state / 2 ** 31 - 1);
    }
    weights.set(name, encodeTensor(name, ElementType.FLOAT, dims, values));
    return name;
  };
  const g = new Emitter("net/");
  const kernel = weight("conv1.weight", [64, 3, 11, 11]);
  const wide = g.op("Relu", [g.op("Conv", ["image", kernel], { strides: [4, 4], pads: [2, 2, 2, 2] })]);
  const small = g.op("MaxPool", [wide], { kernel_shape: [3, 3], strides: [4, 4] });
  g.node("Conv", [small, weight("conv2.weight", [192, 64, 5, 5])], ["conv2"], { pads: [2, 2, 2, 2] });
  const pooled = g.op("MaxPool", [g.op("Relu", ["conv2"])], { kernel_shape: [2, 2], strides: [2, 2] });
  let last = g.op("Flatten", [pooled]);
  for (const [k, width] of widths.entries()) {
    const before = widths[k - 1] ?? 192 * SIDE * SIDE;
    g.node("Gemm", [last, weight(`fc${k + 1}.weight`, [width, before])], [`fc${k + 1}`], { transB: 1 });
    last = k + 1 < widths.length ? g.op("Relu", [`fc${k + 1}`]) : `fc${k + 1}`;
  }
  const bytes = writeModel({
    irVersion: 8,
    opsets: new Map([["", 18]]),
    producer: "stillpoint benchmarks",
    metadata: new Map(),
    graph: {
      name: "network",
      nodes: g.nodes,
      initializers: new Map([...weights, ...g.constants]),
      inputs: [{ name: "image", elementType: ElementType.FLOAT, dims: ["batch", 3, SIZE, SIZE] }],
      outputs: [{ name: last, elementType: ElementType.FLOAT, dims: ["batch", widths.at(-1) ?? 0] }],
      declared: new Map(),
    },
  });
  const descriptor = openSync(join(folder, "00001.onnx"), "w");
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at, Math.min(2 ** 26, bytes.length - at));
  return bytes.length;
}

/** One picture with an object in its middle. */
export function writePictures(folder: string): void {
  const [pictures, masks] = [join(folder, "pictures"), join(folder, "masks")];
  for (const each of [pictures, masks]) mkdirSync(each, { recursive: true });
  const inside = (p: number): boolean => {
    return [Math.floor(p / SIZE), p % SIZE].every((at) => at > SIZE / 4 && at < (3 * SIZE) / 4);
  };
  const bytes = Uint8Array.from({ length: 3 * SIZE * SIZE }, (_, k) => (k * 7919) % 251);
  const mask = Uint8Array.from({ length: SIZE * SIZE }, (_, p) => (inside(p) ? 255 : 0));
  writeFileSync(join(pictures, "a.png"), encodePng({ height: SIZE, width: SIZE, channels: 3, bytes }));
  writeFileSync(join(masks, "a.png"), encodePng({ height: SIZE, width: SIZE, channels: 1, bytes: mask }));
}
