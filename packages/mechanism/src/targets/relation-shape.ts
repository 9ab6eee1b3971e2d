// Class relations as probabilities: the one knob of KD-sim.

import { ensure } from "@stillpoint/core";
import type { ClassRelations } from "../class-relations.ts";
import type { Logits } from "../logits.ts";
import { ensureTemperature } from "../row-distribution.ts";

export interface RelationOptions {
  /** T > 0 that divides the student's logits. */
  readonly temperature: number;
  readonly relations: ClassRelations;
  /**
   * Divides the scores of the relations before their softmax: ours, one knob above 0. Small is sharp, large is uniform.
   * KD20 is remembered to have two, a temperature and a power, of unknown form (paper not seen); a power of the softmax
   * is the same as a smaller divisor, so that one says what both did. For relations by class means it is a temperature of
   * the teacher's logits; for cosines start near 0.1 to 0.3.
   */
  readonly relationTemperature: number;
}

/** The relations of one class as probabilities, the true class apart from the others. */
export interface RelationShape {
  /** `[K]` softmax(scores / knob) of the class's row. */
  readonly all: Float64Array;
  /** `[K]` the same among the wrong classes; 0 at the true class. */
  readonly amongWrong: Float64Array;
}

/**
 * `[K]` one shape for each class that has an example; undefined for the others.
 *
 * @throws StillpointError SHAPE for relations of another number of classes, RANGE for a knob that is not above 0, INPUT
 * where a class of the examples has no relations.
 */
export function relationShapes(of: Logits, options: RelationOptions): readonly (RelationShape | undefined)[] {
  const { relations, relationTemperature, temperature } = options;
  ensureTemperature(temperature);
  ensure(
    relations.classes === of.classes,
    "SHAPE",
    () => `relations: expected ${of.classes} classes as ${of.name} has; got ${relations.classes}`,
  );
  ensure(
    relationTemperature > 0 && Number.isFinite(relationTemperature),
    "RANGE",
    () =>
      `relationTemperature: expected a number above 0; got ${relationTemperature}; it divides the scores of the relations`,
  );
  const present = new Set(of.labels);
  const missing = relations.absent.find((k) => present.has(k));
  ensure(
    missing === undefined,
    "INPUT",
    () =>
      `relations: expected examples of every class of ${of.name}; got none of class ${missing}; take relations from the training set`,
  );
  return Array.from({ length: of.classes }, (_, k) =>
    present.has(k) ? shapeOf(relations, k, relationTemperature) : undefined,
  );
}

function shapeOf({ scores, classes }: ClassRelations, label: number, relationTemperature: number): RelationShape {
  const row = scores.subarray(label * classes, (label + 1) * classes);
  return { all: softmax(row, relationTemperature), amongWrong: softmax(row, relationTemperature, label) };
}

function softmax(row: Float64Array, divisor: number, without?: number): Float64Array {
  const largest = row.reduce(
    (most, score, k) => (k === without ? most : Math.max(most, score)),
    Number.NEGATIVE_INFINITY,
  );
  const out = row.map((score, k) => (k === without ? 0 : Math.exp((score - largest) / divisor)));
  const sum = out.reduce((total, value) => total + value, 0);
  return out.map((value) => value / sum);
}
