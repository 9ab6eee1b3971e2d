// From data to places of a drawing: linear, or linear in the logarithm.

import { tickLabels } from "../number.ts";
import { toldNumber } from "./told-number.ts";

/** An axis: where a number lies, and which round numbers are told along it. */
export interface Scale {
  /** Undefined for a number that is none, or that the axis cannot have. */
  at(value: number): number | undefined;
  readonly ticks: readonly number[];
  /** Of `ticks`. */
  readonly labels: readonly string[];
}

/** Steps between ticks, of which the nearest is taken. */
const STEPS = [1, 2, 5, 10];

/** Round numbers from `low` to `high`, about `count` of them. */
export function roundTicks(low: number, high: number, count: number): readonly number[] {
  const rough = (high - low) / count;
  if (!(rough > 0) || !Number.isFinite(rough)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (STEPS.find((one) => one * power >= rough * 0.99) ?? 10);
  const from = Math.ceil(low / step - 1e-9);
  const to = Math.floor(high / step + 1e-9);
  // by division where a step is below 1: 3 x 0.1 is not 0.3
  return Array.from({ length: to - from + 1 }, (_, at) =>
    step < 1 ? (from + at) / Math.round(1 / step) : (from + at) * step,
  );
}

/** `low` lands at `from` and `high` at `to`; one of no width lands in the middle. */
export function linearScale(low: number, high: number, from: number, to: number, count = 4): Scale {
  const span = high - low;
  const ticks = roundTicks(low, high, count);
  return {
    at: (value) => {
      if (!Number.isFinite(value)) return undefined;
      return span === 0 ? (from + to) / 2 : from + ((value - low) / span) * (to - from);
    },
    ticks,
    labels: tickLabels(ticks),
  };
}

/** The same in logarithms, for numbers above 0; ticks are those of `values` that do not crowd each other. */
export function logarithmicScale(values: readonly number[], from: number, to: number): Scale {
  const known = [...new Set(values.filter((value) => value > 0))].sort((a, b) => a - b);
  const [low = 1, high = 1] = [known[0], known.at(-1)];
  const inner = linearScale(Math.log(low), Math.log(high), from, to);
  const at = (value: number): number | undefined => (value > 0 ? inner.at(Math.log(value)) : undefined);
  const ticks: number[] = [];
  for (const value of known) {
    const before = ticks.at(-1);
    if (before === undefined || Math.abs((at(value) ?? 0) - (at(before) ?? 0)) >= 26) ticks.push(value);
  }
  return { at, ticks, labels: ticks.map(toldNumber) };
}

/** Least and most of the numbers among `values`; `[0, 1]` where there is none. */
export function extent(values: readonly number[]): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : [0, 1];
}
