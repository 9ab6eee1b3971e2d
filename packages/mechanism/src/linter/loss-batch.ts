// One step of the user's own training loop.

import { ensure } from "@stillpoint/core";

/** The rows of one batch and the loss that the user's code gave for it. */
export interface LossBatch {
  /** First row. */
  readonly start: number;
  /** Behind the last row. */
  readonly end: number;
  /** In nats, as printed. */
  readonly value: number;
}

/** @throws StillpointError RANGE for no batch or rows that are not there, NOT_FINITE for a value that is no number */
export function ensureBatches(batches: readonly LossBatch[], rows: number): void {
  ensure(
    batches.length > 0,
    "RANGE",
    () => "batches: expected at least one; got none; three of different sizes tell most",
  );
  for (const [index, { start, end, value }] of batches.entries()) {
    ensure(
      Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end && end <= rows,
      "RANGE",
      () => `batch ${index}: expected rows start < end within 0 to ${rows}; got ${start} to ${end}`,
    );
    ensure(
      Number.isFinite(value),
      "NOT_FINITE",
      () => `batch ${index}: expected a finite loss; got ${value}; look for log 0 in the loss`,
    );
  }
}
