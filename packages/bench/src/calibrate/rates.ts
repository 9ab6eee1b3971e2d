// Verdicts counted, and shares of them with their intervals.

import { proportionInterval, VERDICTS, type Verdict } from "@stillpoint/core";
import { z } from "zod";

/** A share of trials with its 95 % Clopper-Pearson interval, all 0..1. */
export interface Rate {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  /** Trials that the share is of. */
  readonly pairs: number;
}

/** By hypothesis; one without any trial to count is left out. */
export type Rates = Readonly<Record<string, Rate>>;
export type Counts = Readonly<Record<string, Readonly<Record<Verdict, number>>>>;

/** How often each verdict was given, by hypothesis; `trials` hold a verdict for each of `ids`. */
export function verdictCounts(ids: readonly string[], trials: readonly ReadonlyMap<string, Verdict>[]): Counts {
  return Object.fromEntries(ids.map((id) => [id, counted(trials.flatMap((verdicts) => verdicts.get(id) ?? []))]));
}

function counted(found: readonly Verdict[]): Readonly<Record<Verdict, number>> {
  const count = (verdict: Verdict): number => found.filter((each) => each === verdict).length;
  return {
    supported: count("supported"),
    contradicted: count("contradicted"),
    inconclusive: count("inconclusive"),
    withheld: count("withheld"),
    "no-verdict": count("no-verdict"),
  };
}

/** The share of `verdicts` among all verdicts, by hypothesis; a withheld one is a verdict that claims nothing. */
export function sharesOf(counts: Counts, verdicts: readonly Verdict[]): Rates {
  return rates(counts, verdicts, ["supported", "contradicted", "inconclusive", "withheld"]);
}

/** The share of `verdicts` among all trials, those without a verdict too. */
export function sharesOfAll(counts: Counts, verdicts: readonly Verdict[]): Rates {
  return rates(counts, verdicts, VERDICTS);
}

function rates(counts: Counts, verdicts: readonly Verdict[], among: readonly Verdict[]): Rates {
  return Object.fromEntries(
    Object.entries(counts).flatMap(([id, count]) => {
      const sum = (of: readonly Verdict[]): number => of.reduce((all, verdict) => all + count[verdict], 0);
      const pairs = sum(among);
      if (pairs === 0) return [];
      const { mean, low, high } = proportionInterval(sum(verdicts), pairs);
      return [[id, { rate: mean, low, high, pairs }]];
    }),
  );
}

export const rateSchema: z.ZodType<Rate> = z.object({
  rate: z.number(),
  low: z.number(),
  high: z.number(),
  pairs: z.number(),
});
export const ratesSchema: z.ZodType<Rates> = z.record(z.string(), rateSchema);
export const countsSchema: z.ZodType<Counts> = z.record(z.string(), z.record(z.enum(VERDICTS), z.number()));
