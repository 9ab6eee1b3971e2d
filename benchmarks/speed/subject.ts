// The networks that are timed: three classics at 224 px with random weights, and our own small ones.

import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { drawNormal, type Tensor, type UnitInput } from "@stillpoint/core";
import type { Classic } from "./classic.ts";
import { fullWidth } from "./full-width.ts";
import { finish } from "./python.ts";
import { isMissing, type Missing } from "./result.ts";

export interface Subject {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly input: string;
  /** One sample of the input, `[channels, height, width]`. */
  readonly shape: readonly number[];
  /** The feature tensor. */
  readonly layer: string;
  /** Cells along each side of the image for maps. */
  readonly grid: number;
  /** How the PyTorch scripts are told to use the same network. */
  readonly peer: readonly string[];
}

const LAYER: Readonly<Record<Classic, string>> = { alexnet: "fc1", vgg16: "fc1", resnet18: "avgpool" };
const big = new URL("../out/big/", import.meta.url);

/**
 * A classic at full width. With Python it is PyTorch's own export; without, the same architecture written here: speed
 * does not depend on the weights.
 */
export async function classic(name: Classic, python: string | Missing): Promise<Subject> {
  const about = { input: "image", shape: [3, 224, 224], layer: "features", grid: 16, peer: ["--network", name] };
  const id = `${name}-${LAYER[name]}`;
  if (isMissing(python)) return { id, bytes: fullWidth(name), ...about };
  const file = new URL(`${name}.onnx`, big);
  if (!existsSync(file)) {
    mkdirSync(big, { recursive: true });
    const script = fileURLToPath(new URL("../peers/export_big.py", import.meta.url));
    const failed = await finish(python, [script, fileURLToPath(big), "--networks", name]);
    if (failed !== undefined) throw new Error(`export of ${name}: ${failed}`);
  }
  return { id, bytes: new Uint8Array(readFileSync(file)), ...about };
}

/** A seeded image of standard normal pixels, batch axis 1. */
export function image(subject: Subject): Tensor {
  const data = new Float32Array(subject.shape.reduce((product, size) => product * size, 1));
  drawNormal({ seed: 1, sample: subject.id, purpose: "image", pass: 0 }, data);
  return { type: "float32", shape: [1, ...subject.shape], data };
}

/** The image with square cells as units, none of them foreground: maps are timed here, not read. */
export function cells(subject: Subject): UnitInput {
  const [, height = 1, width = 1] = subject.shape;
  const data = new Int32Array(height * width);
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor((y * subject.grid) / height);
    for (let x = 0; x < width; x += 1) {
      data[y * width + x] = row * subject.grid + Math.floor((x * subject.grid) / width);
    }
  }
  const units = Array.from({ length: subject.grid ** 2 }, (_, unit) => ({
    label: `patch (${Math.floor(unit / subject.grid)}, ${unit % subject.grid})`,
    region: "background" as const,
  }));
  return { inputs: { [subject.input]: image(subject) }, unitOf: { data, shape: [1, height, width] }, units };
}
