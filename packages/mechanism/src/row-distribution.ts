// The softmax of one row in logarithms, the true class apart from the others. float64, stable at any logit.

import { ensure } from "@stillpoint/core";
import type { Logits } from "./logits.ts";

export interface RowDistribution {
  /** `[K]` ln p. */
  readonly log: Float64Array;
  /** `[K]` ln of p among the wrong classes, p_i / (1 − p_t); −∞ at the true class. */
  readonly logAmongWrong: Float64Array;
  /** ln p_t. */
  readonly logTrue: number;
  /** ln (1 − p_t), exact where p_t rounds to 1. */
  readonly logWrong: number;
}

/** Room for the arrays of one row, for callers that go through many and keep none. */
export type RowRoom = Pick<RowDistribution, "log" | "logAmongWrong">;

export function rowRoom(classes: number): RowRoom {
  return { log: new Float64Array(classes), logAmongWrong: new Float64Array(classes) };
}

/** p = softmax(logits / T) of one row, in nats; its arrays are those of `room`, which the next row writes over. */
export function rowDistribution(
  logits: Logits,
  row: number,
  temperature: number,
  { log, logAmongWrong }: RowRoom = rowRoom(logits.classes),
): RowDistribution {
  const { values, classes, labels } = logits;
  const start = row * classes;
  const label = labels[row]!;
  let largest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < classes; k++) if (k !== label) largest = Math.max(largest, values[start + k]!);
  let sum = 0;
  for (let k = 0; k < classes; k++) if (k !== label) sum += Math.exp((values[start + k]! - largest) / temperature);
  const total = Math.log(sum);
  const margin = (values[start + label]! - largest) / temperature - total;
  const logTrue = -softplus(-margin);
  const logWrong = -softplus(margin);
  for (let k = 0; k < classes; k++) {
    logAmongWrong[k] = k === label ? Number.NEGATIVE_INFINITY : (values[start + k]! - largest) / temperature - total;
    log[k] = k === label ? logTrue : logWrong + logAmongWrong[k]!;
  }
  return { log, logAmongWrong, logTrue, logWrong };
}

/** @throws StillpointError RANGE unless T is a positive number. */
export function ensureTemperature(temperature: number): void {
  ensure(
    temperature > 0 && Number.isFinite(temperature),
    "RANGE",
    () => `temperature: expected a number above 0; got ${temperature}; 1 leaves logits as they are, 4 is usual`,
  );
}

/** ln(1 + e^x). */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
