// Why numbers cannot be told, kind by kind: what a reader may conclude from each is not the same.

import type { Evidence, StatementLine } from "./statement.ts";

/** In the order of the page. */
export const UNTOLD_KINDS = ["shown", "imprecise", "withheld", "chance", "uncontrolled", "missing"] as const;

export type UntoldKind = (typeof UNTOLD_KINDS)[number];

export const UNTOLD_WORDS: Readonly<Record<UntoldKind, string>> = {
  shown: "Its control shows it too, or a part that it does not exceed for sure",
  imprecise: "Its control is too imprecise to rule out as much",
  withheld: "Withheld by the instrument alone: beyond chance and every control, but the maps cannot carry it",
  chance: "Chance could give it, or the report has no verdict",
  uncontrolled: "No control was made for it",
  missing: "Not asked, or by no network and no run that was given",
};

/** The kind of an untold line. */
export function untoldKind({ claim, evidence }: StatementLine): UntoldKind {
  if (evidence === undefined) return "missing";
  if (claim === "withheld" || claim === "uncontrolled") return claim;
  if (claim !== "control") return "chance";
  return isShown(evidence) ? "shown" : "imprecise";
}

/** Whether the control lies away from what says nothing with its whole interval, on the side of the number. */
function isShown({ value, control: { low, high }, nothing = 0 }: Evidence): boolean {
  const near = value > nothing ? low - nothing : nothing - high;
  return Number.isNaN(near) || near > 0;
}
