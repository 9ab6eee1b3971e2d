// What findings let one say, once intervals, controls and all that was tested beside them have been asked.

import { benjaminiHochberg } from "../statistics/multiplicity.ts";
import { LEAST_SEEDS } from "../statistics/verdict.ts";
import type { Finding } from "./finding.ts";
import { reachedReason } from "./reached.ts";

/** Of adjusted p values: the share of claims that may be wrong. */
const LEVEL = 0.05;

/**
 * `there`: beyond what says nothing, and wholly beyond its control; `opposite`: the same on the other side; `control`: beyond
 * what says nothing, but not of its control's interval; `uncontrolled`: beyond, and nothing tells whether it would be there
 * anyhow; `open`: cannot be told; `described`: a number that claims nothing.
 */
export type Claim = "there" | "opposite" | "control" | "uncontrolled" | "open" | "described";

export interface ToldFinding {
  readonly finding: Finding;
  readonly claim: Claim;
  /** p over all findings told together, Benjamini and Hochberg; NaN where it was not tested. */
  readonly adjusted: number;
  /** Why it is `open`, `control` or `uncontrolled`. */
  readonly reason?: string;
}

/**
 * Every finding with what may be said of it. Only `there` and `opposite` are claims; where p is given, both need it at most
 * 0.05 after adjustment over all findings given.
 */
export function toldFindings(findings: readonly Finding[]): readonly ToldFinding[] {
  const adjusted = benjaminiHochberg(findings.map(({ p }) => p ?? Number.NaN));
  return findings.map((finding, index) => {
    const p = adjusted[index]!;
    return { finding, adjusted: p, ...told(finding, p) };
  });
}

function told({ value, interval, control, direction, nothing, ...tested }: Finding, adjusted: number): Told {
  if (nothing === undefined || direction === "neither") return { claim: "described" };
  if (Number.isNaN(value) || Number.isNaN(interval.low) || Number.isNaN(interval.high)) {
    return { claim: "open", reason: interval.reason ?? "the number is not defined" };
  }
  const { seeds } = tested;
  if (seeds !== undefined && seeds < LEAST_SEEDS) {
    return { claim: "open", reason: `${seeds} of the ${LEAST_SEEDS} training seeds that a claim needs` };
  }
  const sign = direction === "higher" ? 1 : -1;
  const [low, high] = ordered(interval, sign);
  const opposite = high < sign * nothing;
  if (!opposite && !(low > sign * nothing)) {
    return { claim: "open", reason: "its interval holds the value that says nothing" };
  }
  if (tested.p !== undefined && !(adjusted <= LEVEL)) {
    const chance = `among all that was tested chance could give it (adjusted p ${adjusted.toFixed(3)})`;
    return { claim: "open", reason: `its interval alone leaves out the value that says nothing, ${chance}` };
  }
  if (Number.isNaN(control.mean)) {
    return { claim: "uncontrolled", reason: control.reason ?? "there is no control" };
  }
  const [least, most] = Number.isNaN(control.low + control.high)
    ? [sign * control.mean, sign * control.mean]
    : ordered(control, sign);
  if (opposite ? high < least : low > most) return { claim: opposite ? "opposite" : "there" };
  return { claim: "control", reason: reachedReason(value, control, nothing) };
}

type Told = Pick<ToldFinding, "claim" | "reason">;

/** Ends of an interval, the second further in the finding's direction. */
function ordered(
  { low, high }: { readonly low: number; readonly high: number },
  sign: number,
): readonly [number, number] {
  return sign > 0 ? [low, high] : [-high, -low];
}
