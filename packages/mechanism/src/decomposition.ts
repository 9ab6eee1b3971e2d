// Soft targets as a sum of three: what all examples share, what is the example's own, what relates classes.

import { mean } from "@stillpoint/core";
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
  const { rows, classes, labels } = targets;
  const meanTrueProbability = mean(Float64Array.from(labels, (label, row) => targetRow(targets, row)[label]!));
  const instanceMass = new Float64Array(rows);
  const relationMass = new Float64Array(rows);
  const classRelations = new Float64Array(classes * classes);
  const counts = new Float64Array(classes);
  for (let row = 0; row < rows; row++) {
    const label = labels[row]!;
    const { instance, relations } = partsAround(targets, row, meanTrueProbability);
    instanceMass[row] = Math.abs(instance[label]!);
    counts[label]! += 1;
    for (let k = 0; k < classes; k++) {
      relationMass[row]! += Math.abs(relations[k]!) / 2;
      classRelations[label * classes + k]! += relations[k]!;
    }
  }
  for (let k = 0; k < classRelations.length; k++) classRelations[k]! /= counts[Math.floor(k / classes)]!;
  const means = { universe: 1 - meanTrueProbability, instance: mean(instanceMass), relations: mean(relationMass) };
  return { meanTrueProbability, instanceMass, relationMass, mean: means, classRelations };
}

/** The three parts of one row, given what `decomposeTargets` found of all. */
export function targetParts(
  targets: SoftTargets,
  row: number,
  { meanTrueProbability }: TargetDecomposition,
): TargetParts {
  return partsAround(targets, row, meanTrueProbability);
}

function partsAround(targets: SoftTargets, row: number, meanTrue: number): TargetParts {
  const p = targetRow(targets, row);
  const label = targets.labels[row]!;
  const others = p.length - 1;
  const deviation = p[label]! - meanTrue;
  let wrong = 0;
  for (let k = 0; k < p.length; k++) if (k !== label) wrong += p[k]!;
  return {
    universe: p.map((_, k) => (k === label ? meanTrue : (1 - meanTrue) / others)),
    instance: p.map((_, k) => (k === label ? deviation : -deviation / others)),
    relations: p.map((value, k) => (k === label ? 0 : value - wrong / others)),
  };
}
