// Which conventions explain the loss a user's own code gives.

import { ensure } from "@stillpoint/core";
import { ensureSameExamples, type Logits } from "../logits.ts";
import { kd } from "../targets/kd.ts";
import { ensureTargetsOf, type SoftTargets } from "../targets/soft-targets.ts";
import { distanceSums, labelSums } from "./batch-sums.ts";
import { ensureBatches, type LossBatch } from "./loss-batch.ts";
import {
  CONVENTION_GRID,
  type ConventionGrid,
  conventionName,
  conventionsOf,
  type LossConvention,
  type LossReduction,
} from "./loss-convention.ts";

export interface LintOptions {
  readonly student: Logits;
  readonly teacher: Logits;
  readonly batches: readonly LossBatch[];
  /** Parts of the grid to look through instead of the default's. */
  readonly grid?: Partial<ConventionGrid>;
  /** Largest difference that counts as none, as a share of the value, or of 1e-6 nats where that is less; 1e-4. */
  readonly tolerance?: number;
  /** What the loss compares the student with at T, made of the teacher; KD's targets by default. */
  readonly targets?: (teacher: Logits, temperature: number) => SoftTargets;
}

export interface LossFit {
  readonly convention: LossConvention;
  /** `[batches]` what the convention gives, nats. */
  readonly predicted: readonly number[];
  /** Largest difference over the batches, as a share of the value. */
  readonly error: number;
}

export interface LossLint {
  /** `one` convention explains all batches, `several` cannot be told apart by them, or `none` of the grid does. */
  readonly verdict: "one" | "several" | "none";
  /** Every convention within the tolerance, the nearest first. */
  readonly fits: readonly LossFit[];
  /** The nearest of all, within the tolerance or not. */
  readonly nearest: LossFit;
  /** In which fields the fits differ. */
  readonly open: readonly (keyof LossConvention)[];
  readonly sentence: string;
}

const TOLERANCE = 1e-4;
/** Values below this are compared as if they had it, nats. */
const SMALLEST = 1e-6;

/**
 * Looks through a grid of conventions for those that explain the loss values of a few batches, given the logits of both
 * networks as the loss saw them (train or evaluation mode included). Batches of different sizes tell reductions apart.
 *
 * A loss that nothing explains is none of these: rows in another order, a truncated sum over top k (no divergence), a
 * network in training mode while the logits were taken in evaluation mode, or weights outside the grid.
 *
 * @throws StillpointError SHAPE or INPUT for networks on other examples, RANGE for batches that are not there, an empty
 * grid or a tolerance not above 0, NOT_FINITE for a loss that is no number
 * Source: ours, after the conventions and mistakes found in public code.
 */
export function lintLoss(options: LintOptions): LossLint {
  const { student, teacher, batches, tolerance = TOLERANCE } = options;
  const { targets = (given, temperature) => kd(given, { temperature }) } = options;
  ensureSameExamples(teacher, student);
  ensureBatches(batches, student.rows);
  ensure(tolerance > 0, "RANGE", () => `tolerance: expected a number above 0; got ${tolerance}; 1e-4 is usual`);
  const grid = { ...CONVENTION_GRID, ...options.grid };
  const conventions = conventionsOf(grid);
  ensure(conventions.length > 0, "RANGE", () => "grid: expected a convention; got an empty list; leave it out");
  const labels = labelSums(student, batches);
  const distances = new Map(
    grid.temperatures.map((temperature) => {
      const given = targets(teacher, temperature);
      ensureTargetsOf(student, given);
      return [temperature, distanceSums(student, given, batches)] as const;
    }),
  );
  const fitOf = (convention: LossConvention): LossFit => {
    const { teacherWeight, temperature, temperatureSquared, distance, reduction, labelReduction } = convention;
    const sums = temperature === undefined ? undefined : distances.get(temperature);
    const predicted = batches.map(({ start, end }, index) => {
      const size = end - start;
      const label = (1 - teacherWeight) * (labels[index]! / (labelReduction === "sum" ? 1 : size));
      if (sums === undefined || temperature === undefined || distance === undefined || reduction === undefined)
        return label;
      const scale = teacherWeight * (temperatureSquared === true ? temperature ** 2 : 1);
      return label + (scale * sums[distance][index]!) / divisor(reduction, size, student.classes);
    });
    const errors = predicted.map((value, index) => {
      const given = batches[index]!.value;
      return Math.abs(value - given) / Math.max(Math.abs(given), SMALLEST);
    });
    return { convention, predicted, error: Math.max(...errors) };
  };
  const all = conventions.map(fitOf).sort((a, b) => a.error - b.error);
  const fits = all.filter(({ error }) => error <= tolerance);
  const verdict = fits.length === 0 ? "none" : fits.length === 1 ? "one" : "several";
  const nearest = all[0]!;
  const open = openFields(fits);
  return { verdict, fits, nearest, open, sentence: sentenceOf(fits, nearest, open, batches) };
}

function divisor(reduction: LossReduction, size: number, classes: number): number {
  if (reduction === "mean") return size * classes;
  if (reduction === "batchmean") return size;
  return reduction === "sum" ? 1 : classes;
}

const FIELDS = [
  "teacherWeight",
  "temperature",
  "temperatureSquared",
  "distance",
  "reduction",
  "labelReduction",
] as const;

function openFields(fits: readonly LossFit[]): readonly (keyof LossConvention)[] {
  return FIELDS.filter((field) => new Set(fits.map(({ convention }) => convention[field])).size > 1);
}

function sentenceOf(
  fits: readonly LossFit[],
  nearest: LossFit,
  open: readonly string[],
  batches: readonly LossBatch[],
): string {
  const name = conventionName(nearest.convention);
  if (fits.length === 0)
    return `No convention of the grid explains the values; the nearest, ${name}, is off by ${Number((100 * nearest.error).toPrecision(2))} %. Rows in another order, a sum cut off at top k, training mode or other weights look so.`;
  if (fits.length === 1) return `One convention explains the values: ${name}.`;
  const sizes = new Set(batches.map(({ start, end }) => end - start));
  const more = sizes.size === 1 ? "batches of other sizes" : "more digits or other batches";
  return `${fits.length} conventions explain the values alike, such as ${name}; they differ in ${open.join(", ")}, which ${more} may tell.`;
}
