// How far verdicts can be trusted, in a sentence.

import { escapeHtml } from "./escape.ts";
import { METRIC_TITLES } from "./metric.ts";
import { exact } from "./sheet.ts";
import { numberTable } from "./table.ts";
import type { CalibrationView, RateView } from "./view.ts";

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

/** One sentence on false verdicts, one on planted effects, each with its widest interval. */
export function calibrationSentence({ falseSupport, power, file }: CalibrationView): string {
  const wrong = worst(falseSupport, "high");
  const found = worst(power, "low");
  const pairs = wrong ? `, ${wrong.pairs} pairs` : "";
  return (
    `Of pairs of networks that differ by chance alone, ${ends(falseSupport)} were called supported` +
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
