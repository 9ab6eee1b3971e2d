// Which number of a report is meant.

import type { HypothesisId } from "@stillpoint/core";

/** Numbers of whole maps that need no threshold, named parts left out: a rank in 0..1 and a gap in nats. */
export const MAP_METRICS = ["foregroundRank", "entropyGapOutsideParts"] as const;

export type MapMetric = (typeof MAP_METRICS)[number];

/** Numbers of a named part: points on it, and its entropy less that of the foreground, nats. */
export const PART_METRICS = ["points", "entropyGap"] as const;

export type PartMetric = (typeof PART_METRICS)[number];

/** A claim, a number of whole maps, or one of a named part. */
export type Asked =
  | { readonly claim: HypothesisId }
  | { readonly map: MapMetric }
  | { readonly part: string; readonly metric: PartMetric };

/** What contrasts and decompositions say they are of. */
export interface Named {
  readonly metric: string;
  readonly part?: string | undefined;
  readonly statistic: string;
  readonly claim?: HypothesisId | undefined;
}

export function isOf({ metric, part, statistic, claim }: Named, asked: Asked): boolean {
  if ("claim" in asked) return claim === asked.claim;
  if (claim !== undefined || statistic !== "mean") return false;
  return "map" in asked ? part === undefined && metric === asked.map : part === asked.part && metric === asked.metric;
}

/** The id of a line about it. */
export function idOf(asked: Asked): string {
  if ("claim" in asked) return asked.claim;
  return "map" in asked ? `maps.${asked.map}` : `parts.${asked.part}.${asked.metric}`;
}
