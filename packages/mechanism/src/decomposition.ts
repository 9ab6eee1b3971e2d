// Soft targets as a sum of three: what all examples share, what is the example's own, what relates classes.

import { mean } from "@stillpoint/core";
import type { Logits } from "./logits.ts";
import { ensureTemperature } from "./row-distribution.ts";
import { softenedRows } from "./targets/kd.ts";
import { type SoftTargets, targetRow } from "./targets/soft-targets.ts";

/** One row as a sum; each is `[K]`, together they are the row. */
export interface TargetParts {
  /** The mean p_t on the true class, the rest even over wrong classes: label smoothing. Sums to 1. */
  readonly universe: Float64Array;
  /** How far p_t is from its mean, taken from or given to all wrong classes alike. Sums to 0. */
  readonly instance: Float64Array;
  /** How the wrong classes differ from each other. Sums to 0, with 0 on the true class. */
  readonly relations: Float64Array;
}

/** How much mass each part moves: half the sum of absolute values, a share of the row's 1. */
export interface TargetDecomposition {
  /** The mean of p_t over all examples. */
  readonly meanTrueProbability: number;
  /** `[n]` |p_t − its mean|. */
  readonly instanceMass: Float64Array;
  /** `[n]` (1 − p_t) times the distance of the wrong classes' shape from uniform. */
  readonly relationMass: Float64Array;
  /** Means over examples; `universe` is the mass it moves from the label, 1 − the mean of p_t. */
  readonly mean: { readonly universe: number; readonly instance: number; readonly relations: number };
  /** `[K, K]` mean relations part of each class's examples, NaN for a class without one: what every example of it shares. */
  readonly classRelations: Float64Array;
}

/**
 * The masses of the three parts of all rows.
 *
 * Source: derived, from the three levels that KD20's abstract names.
 */
export function decomposeTargets(targets: SoftTargets): TargetDecomposition {
  return decomposed(targets, (row) => targetRow(targets, row));
}

/** That of KD's targets, softmax(v / T), which are made row by row: no table of them is kept. */
export function decomposeKd(teacher: Logits, temperature: number): TargetDecomposition {
  ensureTemperature(temperature);
  const fill = softenedRows(teacher, temperature);
  const out = new Float64Array(teacher.classes);
  return decomposed(teacher, (row) => {
    fill(row, out);
    return out;
  });
}

function decomposed(
  { rows, classes, labels }: Pick<SoftTargets, "rows" | "classes" | "labels">,
  rowAt: (row: number) => Float64Array,
): TargetDecomposition {
  const meanTrueProbability = mean(Float64Array.from(labels, (label, row) => rowAt(row)[label]!));
  const instanceMass = new Float64Array(rows);
  const relationMass = new Float64Array(rows);
  const classRelations = new Float64Array(classes * classes);
  const counts = new Float64Array(classes);
  for (let row = 0; row < rows; row++) {
    const label = labels[row]!;
    const p = rowAt(row);
    const share = wrongMass(p, label) / (classes - 1);
    instanceMass[row] = Math.abs(p[label]! - meanTrueProbability);
    counts[label]! += 1;
    for (let k = 0; k < classes; k++) {
      const relation = k === label ? 0 : p[k]! - share;
      relationMass[row]! += Math.abs(relation) / 2;
      classRelations[label * classes + k]! += relation;
    }
  }
  for (let k = 0; k < classRelations.length; k++) classRelations[k]! /= counts[Math.floor(k / classes)]!;
  const means = { universe: 1 - meanTrueProbability, instance: mean(instanceMass), relations: mean(relationMass) };
  return { meanTrueProbability, instanceMass, relationMass, mean: means, classRelations };
}

function wrongMass(p: Float64Array, label: number): number {
  let wrong = 0;
  for (let k = 0; k < p.length; k++) if (k !== label) wrong += p[k]!;
  return wrong;
}

/** The three parts of one row, given what `decomposeTargets` found of all. */
export function targetParts(
  targets: SoftTargets,
  row: number,
  { meanTrueProbability }: TargetDecomposition,
): TargetParts {
  const p = targetRow(targets, row);
  const label = targets.labels[row]!;
  const others = p.length - 1;
  const deviation = p[label]! - meanTrueProbability;
  const share = wrongMass(p, label) / others;
  return {
    universe: p.map((_, k) => (k === label ? meanTrueProbability : (1 - meanTrueProbability) / others)),
    instance: p.map((_, k) => (k === label ? deviation : -deviation / others)),
    relations: p.map((value, k) => (k === label ? 0 : value - share)),
  };
}
