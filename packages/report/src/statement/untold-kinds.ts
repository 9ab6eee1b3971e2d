// Why numbers cannot be told, kind by kind: what a reader may conclude from each is not the same.

import { isShownBy } from "@stillpoint/core";
import type { StatementLine } from "./statement.ts";

/** In the order of the page. */
const UNTOLD_KINDS = ["shown", "imprecise", "withheld", "chance", "uncontrolled", "missing"] as const;

export type UntoldKind = (typeof UNTOLD_KINDS)[number];

const UNTOLD_WORDS: Readonly<Record<UntoldKind, string>> = {
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
  const { value, control, nothing = 0 } = evidence;
  return isShownBy(value, control, nothing) ? "shown" : "imprecise";
}

/** Untold lines under the words of their kind, with their number; kinds without any are left out. */
export function byUntoldKind(
  lines: readonly StatementLine[],
): readonly { readonly summary: string; readonly lines: readonly StatementLine[] }[] {
  return UNTOLD_KINDS.flatMap((kind) => {
    const own = lines.filter((line) => untoldKind(line) === kind);
    return own.length === 0 ? [] : [{ summary: `${UNTOLD_WORDS[kind]} (${own.length})`, lines: own }];
  });
}
