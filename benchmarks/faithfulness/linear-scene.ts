// A scene with closed forms, for tests: features W x, logits V x, each unit some scalars in a row.

import { drawNormal, mapUnits } from "@stillpoint/core";
import { blockIndices, linearLayer, type Matrix, unitsOver } from "@stillpoint/testing";
import { answerOf } from "./answer.ts";
import type { Scene } from "./scene.ts";

export const UNITS = 6;
export const SIZE = 3;
export const CLASSES = 4;

/** Random numbers, with rows that matter unevenly by unit. */
export function matrix(seed: number, rows: number): Matrix {
  const data = new Float64Array(rows * UNITS * SIZE);
  drawNormal({ seed, sample: "law", purpose: "matrix", pass: 0 }, data);
  return { rows, columns: UNITS * SIZE, data: data.map((value, at) => value * (1 + (Math.floor(at / SIZE) % 3))) };
}

export interface LinearScene {
  readonly scene: Scene;
  /** `[5, d]` */
  readonly features: Matrix;
  /** `[4, d]` */
  readonly logits: Matrix;
  /** `[d]` x − baseline */
  readonly step: Float64Array;
}

export async function linearScene(seed = 1): Promise<LinearScene> {
  const [features, logits] = [matrix(seed, 5), matrix(seed + 1, CLASSES)];
  const numbers = new Float32Array(2 * UNITS * SIZE);
  drawNormal({ seed, sample: "law", purpose: "sample", pass: 0 }, numbers);
  const [x0, baseline] = [numbers.slice(0, UNITS * SIZE), numbers.slice(UNITS * SIZE)];
  const layer = linearLayer(features, x0);
  const input = unitsOver(blockIndices(UNITS, SIZE), UNITS);
  const answer = await answerOf(linearLayer(logits, x0), CLASSES);
  const units = mapUnits(input, layer);
  const step = Float64Array.from(x0, (value, p) => value - baseline[p]!);
  return { scene: { sample: "law", seed: 3, input, units, baseline, layer, answer }, features, logits, step };
}

/** `[n]` by unit: Σ over its scalars of `value(p)`. */
export function byUnit(value: (p: number) => number): Float64Array {
  return Float64Array.from({ length: UNITS }, (_, i) => {
    let sum = 0;
    for (let p = i * SIZE; p < (i + 1) * SIZE; p += 1) sum += value(p);
    return sum;
  });
}
