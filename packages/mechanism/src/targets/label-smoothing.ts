import { ensure } from "@stillpoint/core";
import type { Logits } from "../logits.ts";
import { filledTargets, type SoftTargets } from "./soft-targets.ts";

/**
 * The label t as (1 − e) one-hot(t) + e / K, at T = 1: no teacher, the level that KD20 calls universe knowledge. `of` gives
 * labels and classes only.
 *
 * @throws StillpointError RANGE unless 0 <= e <= 1
 * Source: Szegedy et al. 2016.
 */
export function labelSmoothing(of: Logits, options: { readonly smoothing: number }): SoftTargets {
  const { smoothing } = options;
  ensure(
    smoothing >= 0 && smoothing <= 1,
    "RANGE",
    () => `smoothing: expected 0 <= e <= 1; got ${smoothing}; 0.1 is usual`,
  );
  return filledTargets("label smoothing", of, 1, (row, out) => {
    out.fill(smoothing / of.classes);
    out[of.labels[row]!]! += 1 - smoothing;
  });
}
