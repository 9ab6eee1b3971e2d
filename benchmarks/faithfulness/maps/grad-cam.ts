// Grad-CAM (Selvaraju et al. 2017): the channels of a convolution, weighed by the answer's mean gradient.

import type { UnitInput } from "@stillpoint/core";
import type { Answer } from "../answer.ts";
import { answerTarget } from "../target.ts";

/** Rows and columns with their values, row by row. */
export interface Plane {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/**
 * max(0, Σ_c α_c A_c), α_c the mean over places of ∂(chosen logits)/∂A_c. `convolution` goes from A `[c, h, w]`, behind its
 * ReLU, to the logits.
 */
export async function gradCam(convolution: Answer): Promise<Plane> {
  const { x0, shape } = convolution.layer;
  const [channels = 0, rows = 0, columns = 0] = shape;
  const gradient = await answerTarget(convolution).gradient(x0, 1);
  const size = rows * columns;
  const values = new Float64Array(size);
  for (let c = 0; c < channels; c += 1) {
    let weight = 0;
    for (let p = 0; p < size; p += 1) weight += gradient[c * size + p]! / size;
    for (let p = 0; p < size; p += 1) values[p]! += weight * x0[c * size + p]!;
  }
  return { rows, columns, values: values.map((value) => Math.max(0, value)) };
}

/** `[n]` the plane drawn out to the picture, bilinear between centres, its mean over each unit's pixels. */
export function planeByUnits({ rows, columns, values }: Plane, input: UnitInput): Float64Array {
  const { data, shape } = input.unitOf;
  const [, height = 0, width = 0] = shape;
  const sums = new Float64Array(input.units.length);
  const counts = new Float64Array(input.units.length);
  const at = (row: number, column: number): number => values[row * columns + column]!;
  data.forEach((unit, p) => {
    if (unit < 0) return;
    const [top, bottom, down] = between(Math.floor(p / width), height, rows);
    const [left, right, across] = between(p % width, width, columns);
    const upper = (1 - across) * at(top, left) + across * at(top, right);
    const lower = (1 - across) * at(bottom, left) + across * at(bottom, right);
    sums[unit]! += (1 - down) * upper + down * lower;
    counts[unit]! += 1;
  });
  return sums.map((sum, unit) => sum / counts[unit]!);
}

/** The two places of a coarse axis around the centre of fine place `at`, and how far it is towards the second. */
function between(at: number, fine: number, coarse: number): readonly [first: number, second: number, share: number] {
  const place = Math.min(coarse - 1, Math.max(0, ((at + 0.5) * coarse) / fine - 0.5));
  const first = Math.floor(place);
  return [first, Math.min(coarse - 1, first + 1), place - first];
}
