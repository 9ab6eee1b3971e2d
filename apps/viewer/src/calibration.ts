// How far verdicts can be trusted, in a sentence.

import { escapeHtml } from "./escape.ts";
import { METRIC_TITLES } from "./metric.ts";
import { exact } from "./sheet.ts";
import { numberTable } from "./table.ts";
import type { CalibrationRowView, CalibrationView, RateView } from "./view.ts";

function percent(share: number, digits = 1): string {
  return `${(share * 100).toFixed(digits)} %`;
}

function interval({ low, high }: RateView): string {
  return `${(low * 100).toFixed(1)} to ${percent(high)}`;
}

/** `1.0 %`, or the ends over all named shares: `0.0 to 2.0 %`. */
function ends(value: CalibrationView["power"]): string {
  if (typeof value === "number") return percent(value);
  const rates = Object.values(value).map(({ rate }) => rate);
  const low = Math.min(...rates);
  const high = Math.max(...rates);
  if (rates.length === 0) return "an unknown share";
  return low === high ? percent(low) : `${(low * 100).toFixed(1)} to ${percent(high)}`;
}

/** The share whose interval reaches furthest the wrong way. */
function worst(value: CalibrationView["power"], side: "low" | "high"): RateView | undefined {
  if (typeof value === "number") return undefined;
  const rates = Object.values(value);
  return rates.sort((a, b) => (side === "high" ? b.high - a.high : a.low - b.low))[0];
}

/** Metrics that are rated beside the six claims. */
const BESIDE_CLAIMS: Readonly<Record<string, string>> = {
  entropyGapOutsideParts: "Entropy gap",
  foregroundRank: "Rank of the foreground",
};

function rated(id: string): string {
  return METRIC_TITLES[id] ?? BESIDE_CLAIMS[id] ?? id;
}

/**
 * A line for each row: how often networks of this kind were told apart by mistake, what was so too often, and how often an
 * effect was found. `titleOf` names a modality for people, `modalities` are those of the report.
 */
export function calibrationRows(
  rows: readonly CalibrationRowView[],
  titleOf: (modality: string) => string,
  modalities: readonly string[],
): string {
  const without = modalities.filter((modality) => rows.every((row) => row.modality !== modality));
  const rest =
    without.length === 0
      ? []
      : [
          `<b>${without.map((modality) => escapeHtml(titleOf(modality))).join(", ")}</b>: no real networks like these were tried, only the made-up task speaks for them.`,
        ];
  return [...rows.map((row) => rowSentence(row, titleOf(row.modality))), ...rest]
    .map((line) => `<p class="lead">${line}</p>`)
    .join("");
}

function rowSentence(row: CalibrationRowView, title: string): string {
  const { seeds, trials, samples, falseVerdicts, falseTold, tooOften, found } = row;
  const wrong = worst(falseVerdicts, "high");
  const plants = found.map(({ effect, rates }) => `${effect} nats in ${ends(rates)}`).join(", ");
  const often = tooOften.length === 0 ? "none" : `<b>${tooOften.map((id) => escapeHtml(rated(id))).join(", ")}</b>`;
  return (
    `<b>${escapeHtml(title)}</b>: in ${trials} trials of real networks that differ by chance, ${seeds} seeds and ${samples} samples each, ` +
    `${ends(falseVerdicts)} were called either way by their interval alone${wrong ? ` (worst: ${interval(wrong)})` : ""} and ` +
    `${ends(falseTold)} as a report tells it; more often than 5 % by the whole interval: ${often}. ` +
    `${plants === "" ? "" : `Planted effects were told of ${plants}.`}`
  );
}

/** One sentence on false verdicts, one on planted effects, each with its widest interval. */
export function calibrationSentence({ falseSupport, power, file }: CalibrationView): string {
  const wrong = worst(falseSupport, "high");
  const found = worst(power, "low");
  const pairs = wrong ? `, ${wrong.pairs} pairs` : "";
  return (
    `On a made-up task, of pairs of networks that differ by chance alone, ${ends(falseSupport)} were called supported` +
    `${wrong ? ` (95 % interval of the worst number: ${interval(wrong)}${pairs})` : ""}. ` +
    `Planted effects were found in ${ends(power)}` +
    `${found ? ` (worst: ${interval(found)}, ${found.pairs} pairs)` : ""}. <small>${escapeHtml(file)}</small>`
  );
}

/** Every share with its interval; nothing where only one number is known. */
export function calibrationTable({ falseSupport, power }: CalibrationView): string {
  const named = (value: CalibrationView["power"]): Readonly<Record<string, RateView>> =>
    typeof value === "number" ? {} : value;
  const names = [...new Set([...Object.keys(named(falseSupport)), ...Object.keys(named(power))])];
  if (names.length === 0) return "";
  const cell = (rate: RateView | undefined): string =>
    rate
      ? `<span${exact(rate.rate, rate.low, rate.high)}>${percent(rate.rate)} <small>[${interval(rate)}], ${rate.pairs} pairs</small></span>`
      : "–";
  return numberTable(
    "Calibration of the verdicts",
    ["", "Called supported by mistake ↓", "Planted effect found ↑"],
    names.map((name) => [
      escapeHtml(METRIC_TITLES[name] ?? name),
      cell(named(falseSupport)[name]),
      cell(named(power)[name]),
    ]),
  );
}
