// How far confidence lies from accuracy. n examples, K classes, B bins.

import { ensure, mean } from "@stillpoint/core";
import type { Logits } from "@stillpoint/mechanism";
import { logProbabilities } from "../answers/answered.ts";

/** Bins where none are named: usual (remembered). The code of Stanton et al. has 10. */
export const BINS = 15;

export interface CalibrationBin {
  readonly examples: number;
  /** Mean confidence of its examples; NaN for none. */
  readonly confidence: number;
  /** Share of its examples that are right; NaN for none. */
  readonly accuracy: number;
}

export interface CalibrationError {
  /** Σ n_b / n |accuracy_b − confidence_b|, 0 to 1. */
  readonly value: number;
  /**
   * What a network with these confidences would show in expectation were it calibrated perfectly, because bins are finite:
   * Σ √(2/π Σ c (1 − c)) / n, each bin as normal. It is below √(B / n) / 2.
   */
  readonly byChance: number;
  /** `[n]` what each example adds to the value, with the bins and their signs as they are; their mean is the value. */
  readonly parts: Float64Array;
  readonly bins: readonly CalibrationBin[];
}

/**
 * Expected calibration error with B bins of equal width, (b/B, (b + 1)/B], of confidences and right answers `[n]`.
 *
 * @throws StillpointError RANGE unless B is a whole number from 1, SHAPE for lists of different lengths
 * Source: Naeini et al. 2015; Guo et al. 2017 (remembered).
 */
export function calibrationError(
  confidence: ArrayLike<number>,
  right: ArrayLike<number>,
  bins: number = BINS,
): CalibrationError {
  ensureBins(bins);
  const place = Int32Array.from({ length: confidence.length }, (_, k) => widthBin(confidence[k]!, bins));
  return binnedError(confidence, right, place, bins);
}

/**
 * The same with bins of equally many examples by rank of confidence; equal confidences share a bin, so that the order of
 * examples does not matter.
 *
 * @throws StillpointError RANGE unless B is a whole number from 1, SHAPE for lists of different lengths
 * Source: Nguyen and O'Connor 2015 (remembered).
 */
export function adaptiveCalibrationError(
  confidence: ArrayLike<number>,
  right: ArrayLike<number>,
  bins: number = BINS,
): CalibrationError {
  ensureBins(bins);
  const n = confidence.length;
  const order = Array.from({ length: n }, (_, k) => k).sort((a, b) => confidence[a]! - confidence[b]!);
  const place = new Int32Array(n);
  for (let start = 0; start < n; ) {
    let end = start;
    while (end < n && confidence[order[end]!] === confidence[order[start]!]) end++;
    for (let at = start; at < end; at++) place[order[at]!] = Math.floor((bins * (start + end - 1)) / 2 / n);
    start = Math.max(end, start + 1);
  }
  return binnedError(confidence, right, place, bins);
}

/**
 * Classwise calibration error: the error with equal widths of p_k as confidence that the label is k, mean over all K classes,
 * not of the answer alone. `bins` are left empty: there are K sets of them.
 *
 * @throws StillpointError RANGE unless B is a whole number from 1
 * Source: Kull et al. 2019; Nixon et al. 2019 (remembered).
 */
export function classwiseCalibrationError(logits: Logits, bins: number = BINS): CalibrationError {
  const { rows, classes, labels } = logits;
  const log = logProbabilities(logits);
  const errors = Array.from({ length: classes }, (_, k) =>
    calibrationError(
      Float64Array.from({ length: rows }, (__, row) => Math.exp(log[row * classes + k]!)),
      Float64Array.from(labels, (label) => (label === k ? 1 : 0)),
      bins,
    ),
  );
  return {
    value: mean(errors.map(({ value }) => value)),
    byChance: mean(errors.map(({ byChance }) => byChance)),
    parts: Float64Array.from({ length: rows }, (_, row) => mean(errors.map(({ parts }) => parts[row]!))),
    bins: [],
  };
}

function widthBin(confidence: number, bins: number): number {
  return Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1));
}

function binnedError(
  confidence: ArrayLike<number>,
  right: ArrayLike<number>,
  place: Int32Array,
  count: number,
): CalibrationError {
  const n = confidence.length;
  ensure(
    right.length === n,
    "SHAPE",
    () =>
      `calibration: expected ${n} right or wrong answers as there are confidences; got ${right.length}; give both for each example`,
  );
  const [examples, sure, correct, spread] = [0, 1, 2, 3].map(() => new Float64Array(count));
  for (let k = 0; k < n; k++) {
    const b = place[k]!;
    examples![b]! += 1;
    sure![b]! += confidence[k]!;
    correct![b]! += right[k]!;
    spread![b]! += confidence[k]! * (1 - confidence[k]!);
  }
  const gap = sure!.map((sum, b) => sum - correct![b]!);
  return {
    value: gap.reduce((sum, own) => sum + Math.abs(own), 0) / n,
    byChance: spread!.reduce((sum, own) => sum + Math.sqrt((2 / Math.PI) * Math.max(0, own)), 0) / n,
    parts: Float64Array.from({ length: n }, (_, k) => Math.sign(gap[place[k]!]!) * (confidence[k]! - right[k]!)),
    bins: Array.from(examples!, (own, b) => ({
      examples: own,
      confidence: sure![b]! / own,
      accuracy: correct![b]! / own,
    })),
  };
}

function ensureBins(bins: number): void {
  ensure(
    Number.isInteger(bins) && bins >= 1,
    "RANGE",
    () => `bins: expected a whole number from 1; got ${bins}; leave it out for ${BINS}`,
  );
}
