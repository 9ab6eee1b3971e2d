// How much classes have to do with each other, by a network's class templates or by its answers. K classes, d features.

import { ensure } from "@stillpoint/core";
import type { Logits } from "./logits.ts";
import type { NumberTable } from "./number-table.ts";

/** The class-by-class matrix behind KD-sim and its heat map. */
export interface ClassRelations {
  /** `[K, K]`, row t: how near every class is to t. A row of NaN for a class without an example. */
  readonly scores: Float64Array;
  readonly classes: number;
  /** Cosines of templates in −1..1, or mean logits of a class's examples, each row's mean taken off. */
  readonly from: "template cosines" | "class means";
  /** Classes without an example. */
  readonly absent: readonly number[];
}

/**
 * Cosines between the rows of the last layer's weight matrix `[K, d]`, 1 on the diagonal; biases are left out (remembered,
 * paper not seen).
 *
 * @throws StillpointError DEGENERATE for a template of zeros, which has no direction
 */
export function templateCosines({ values, rows: classes, columns }: NumberTable): ClassRelations {
  const scores = new Float64Array(classes * classes);
  const dot = (a: number, b: number): number => {
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += values[a * columns + k]! * values[b * columns + k]!;
    return sum;
  };
  const norms = Array.from({ length: classes }, (_, k) => Math.sqrt(dot(k, k)));
  const zero = norms.findIndex((norm) => !(norm > 0));
  ensure(
    zero === -1,
    "DEGENERATE",
    () => `template of class ${zero}: expected a direction; got zeros; pass the rows of the last layer's weight matrix`,
  );
  for (let a = 0; a < classes; a++)
    for (let b = 0; b < classes; b++) scores[a * classes + b] = a === b ? 1 : dot(a, b) / (norms[a]! * norms[b]!);
  return { scores, classes, from: "template cosines", absent: [] };
}

/**
 * Mean logits over the examples of each class, each row's own mean taken off because a constant in a row of logits says
 * nothing: relations of a network whose weights are not at hand, a teacher's or a student's.
 *
 * Source: mean logits as the heat map of mdistiller; derived as a base of KD-sim.
 */
export function classMeanLogits({ values, rows, classes, labels }: Logits): ClassRelations {
  const scores = new Float64Array(classes * classes);
  const counts = new Float64Array(classes);
  for (let row = 0; row < rows; row++) {
    const label = labels[row]!;
    counts[label]! += 1;
    let mean = 0;
    for (let k = 0; k < classes; k++) mean += values[row * classes + k]! / classes;
    for (let k = 0; k < classes; k++) scores[label * classes + k]! += values[row * classes + k]! - mean;
  }
  for (let k = 0; k < scores.length; k++) scores[k]! /= counts[Math.floor(k / classes)]!;
  const absent = [...counts.keys()].filter((k) => counts[k] === 0);
  return { scores, classes, from: "class means", absent };
}
