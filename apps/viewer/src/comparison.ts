// One number compared: what it means, both networks, the difference against its null line, the verdict.

import type { Verdict } from "@stillpoint/core";
import { escapeHtml } from "./escape.ts";
import { type ForestLine, forestPlot } from "./forest.ts";
import { plain, range, signed } from "./number.ts";
import { exact } from "./sheet.ts";
import { verdictLabel, verdictWord } from "./verdict.ts";
import type { IntervalView } from "./view.ts";

export interface Comparison {
  readonly title: string;
  readonly unit: string;
  readonly how: string;
  readonly better: "higher" | "lower";
  readonly digits: number;
  readonly distilled: IntervalView | undefined;
  readonly scratch: IntervalView | undefined;
  readonly lines: readonly ForestLine[];
  readonly verdict?: Verdict;
  /** The verdict with seeds as the only unit, shown where it differs. */
  readonly overSeeds?: Verdict;
  readonly reason?: string;
}

const ABSENT_INTERVAL: IntervalView = { mean: null, low: null, high: null, reason: "not measured" };

function number(role: string, interval: IntervalView | undefined, digits: number): string {
  const value = interval ?? ABSENT_INTERVAL;
  const why = value.mean === null && value.reason ? ` title="${escapeHtml(value.reason)}"` : "";
  const name = role === "distilled" ? "Distilled" : "From scratch";
  return (
    `<div role="cell" class="value role-${role}"${why}${exact(value.mean, value.low, value.high)}><span class="small-head">${name}</span>` +
    `<b>${plain(value.mean, digits)}</b><span class="range">${range(value, digits)}</span></div>`
  );
}

/** A line of a forest plot in numbers. */
export function differenceLine({ label, kind, interval }: ForestLine, digits: number): string {
  return (
    `<div class="difference line-${kind}"${exact(interval.mean, interval.low, interval.high)}><span class="label">${escapeHtml(label)}</span>` +
    `<b>${signed(interval.mean, digits)}</b><span class="range">${range(interval, digits, true)}</span></div>`
  );
}

function differing({ verdict, overSeeds }: Comparison): string {
  if (overSeeds === undefined || overSeeds === verdict) return "";
  return `<p class="over">over seeds alone: ${verdictWord(overSeeds)}</p>`;
}

function row(comparison: Comparison): string {
  const { title, unit, how, better, digits, lines, verdict } = comparison;
  const arrow = better === "higher" ? "↑" : "↓";
  const given = comparison.reason === undefined ? [] : [comparison.reason];
  const reasons = [...new Set([...lines.flatMap(({ interval }) => interval.reason ?? []), ...given])];
  const differences =
    lines.map((one) => differenceLine(one, digits)).join("") +
    reasons.map((reason) => `<p class="reason">${escapeHtml(reason)}</p>`).join("");
  const plot = lines.length > 0 ? forestPlot(lines, `${title}: differences with 95 % intervals`) : "";
  return (
    `<div role="row" class="comparison"><div role="rowheader" class="what"><b>${escapeHtml(title)}</b>` +
    `<span class="unit">${escapeHtml(unit)}</span><span class="better">${arrow} ${better} is better</span>` +
    `<p>${escapeHtml(how)}</p></div>` +
    `${number("distilled", comparison.distilled, digits)}${number("scratch", comparison.scratch, digits)}` +
    `<div role="cell" class="differences">${differences}</div><div role="cell" class="plot">${plot}</div>` +
    `<div role="cell" class="judged">${verdict ? verdictLabel(verdict, false, comparison.reason) : ""}${differing(comparison)}</div></div>`
  );
}

/** The comparisons as one table; at small widths each row becomes a card. */
export function comparisonTable(label: string, comparisons: readonly Comparison[], judged = true): string {
  const heads = [
    "Number",
    "Distilled",
    "From scratch",
    "Difference",
    "95 % interval",
    ...(judged ? ["Verdict"] : [""]),
  ];
  return (
    `<div role="table" class="comparisons" aria-label="${escapeHtml(label)}"><div role="row" class="heads">` +
    `${heads.map((head) => `<span role="columnheader">${head}</span>`).join("")}</div>` +
    `${comparisons.map(row).join("")}</div>`
  );
}
