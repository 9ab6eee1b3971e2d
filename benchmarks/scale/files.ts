// Many small pictures and many checkpoints of a small network, as files. What they show is made up; how many there are is not.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ElementType, Emitter, encodeTensor, type Initializer, writeModel } from "@stillpoint/autodiff";
import { encodePng } from "@stillpoint/image";

/** Pixels of a side: small enough that a map is a matter of a millisecond. */
const SIDE = 18;

/** Weights by name and shape. */
const WEIGHTS: Readonly<Record<string, readonly number[]>> = {
  "conv1.weight": [8, 3, 3, 3],
  "conv2.weight": [16, 8, 3, 3],
  "fc1.weight": [32, 400],
  "fc2.weight": [2, 32],
};
/** How far the last checkpoint is on the way from the first draw to the second. */
const MOVED = 0.5;

type Random = () => number;

/** Pictures of noise with a brighter square on it, and their masks, in the two classes of the square's size. */
export function writePictures(folder: string, count: number, seed: number): void {
  const random = uniform(seed);
  for (const name of ["pictures", "masks"])
    for (const kind of ["large", "small"]) mkdirSync(join(folder, name, kind), { recursive: true });
  for (let k = 0; k < count; k++) {
    const large = k % 2 === 0;
    const size = large ? 9 : 6;
    const [top, left] = [random, random].map((next) => Math.floor(next() * (SIDE - size)));
    const inside = (p: number): boolean => {
      const [y, x] = [Math.floor(p / SIDE) - (top ?? 0), (p % SIDE) - (left ?? 0)];
      return y >= 0 && y < size && x >= 0 && x < size;
    };
    const mask = Uint8Array.from({ length: SIDE * SIDE }, (_, p) => (inside(p) ? 255 : 0));
    const bytes = Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, at) =>
      Math.floor(random() * 120 + (mask[Math.floor(at / 3)] === 0 ? 0 : 100)),
    );
    const name = join(large ? "large" : "small", `${String(k).padStart(5, "0")}.png`);
    writeFileSync(join(folder, "pictures", name), encodePng({ height: SIDE, width: SIDE, channels: 3, bytes }));
    writeFileSync(join(folder, "masks", name), encodePng({ height: SIDE, width: SIDE, channels: 1, bytes: mask }));
  }
}

/** Checkpoints 0 to `count` − 1 of a network whose weights walk from one draw towards another. */
export function writeCheckpoints(folder: string, count: number, seed: number): void {
  mkdirSync(folder, { recursive: true });
  const [start, end] = [drawn(seed), drawn(seed + 1)];
  for (let step = 0; step < count; step++) {
    const share = (MOVED * step) / Math.max(1, count - 1);
    const at = new Map([...start].map(([name, from]) => [name, mixed(from, end.get(name) ?? from, share)]));
    writeFileSync(join(folder, `${String(step).padStart(5, "0")}.onnx`), network(at));
  }
}

function uniform(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function drawn(seed: number): Map<string, Float32Array> {
  const random = uniform(seed);
  return new Map(
    Object.entries(WEIGHTS).map(([name, shape]) => {
      const scale = Math.sqrt(6 / shape.slice(1).reduce((product, size) => product * size, 1));
      const length = shape.reduce((product, size) => product * size, 1);
      return [name, Float32Array.from({ length }, () => scale * (2 * random() - 1))];
    }),
  );
}

function mixed(from: Float32Array, to: Float32Array, share: number): Float32Array {
  return from.map((value, k) => value + share * ((to[k] ?? 0) - value));
}

function network(values: ReadonlyMap<string, Float32Array>): Uint8Array {
  const weights = new Map<string, Initializer>(
    [...values].map(([name, own]) => [name, encodeTensor(name, ElementType.FLOAT, WEIGHTS[name] ?? [], own)]),
  );
  const g = new Emitter("net/");
  const half = { strides: [2, 2], pads: [1, 1, 1, 1] };
  const first = g.op("Relu", [g.op("Conv", ["image", "conv1.weight"], half)]);
  const second = g.op("Relu", [g.op("Conv", [first, "conv2.weight"], half)]);
  g.node("Gemm", [g.op("Flatten", [second]), "fc1.weight"], ["fc1"], { transB: 1 });
  g.node("Gemm", [g.op("Relu", ["fc1"]), "fc2.weight"], ["fc2"], { transB: 1 });
  return writeModel({
    irVersion: 8,
    opsets: new Map([["", 18]]),
    producer: "stillpoint benchmarks",
    metadata: new Map(),
    graph: {
      name: "network",
      nodes: g.nodes,
      initializers: new Map([...weights, ...g.constants]),
      inputs: [{ name: "image", elementType: ElementType.FLOAT, dims: ["batch", 3, SIDE, SIDE] }],
      outputs: [{ name: "fc2", elementType: ElementType.FLOAT, dims: ["batch", 2] }],
      declared: new Map(),
    },
  });
}
