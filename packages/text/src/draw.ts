// Sentences with their words coloured, as HTML strings: they work without a browser.

import { ensure, type Region } from "@stillpoint/core";
import type { Segment } from "./segments.ts";

export interface WordDrawing {
  /** Entropies drawn strongest and palest, nats: one range for all maps that are to be compared. */
  readonly low: number;
  readonly high: number;
  /** `[n]` shown with each word's number. */
  readonly labels?: readonly string[];
  /** `[n]` underlines the foreground. */
  readonly regions?: readonly Region[];
}

const markup = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

const nats = (value: number): string => (Number.isNaN(value) ? "not defined" : `${value.toFixed(2)} nats`);

/** How strongly a word is marked: 1 at the lowest entropy, 0 at the highest. */
function strength(value: number, { low, high }: WordDrawing): number {
  return high > low ? Math.min(1, Math.max(0, (high - value) / (high - low))) : 0.5;
}

/**
 * A text whose words are marked the stronger the lower their entropy `[n]` in nats, which is what the layer keeps; NaN
 * has a dashed frame. Every character of the segments is shown, white space too; `dir="auto"` sets right-to-left text.
 * Throws `SHAPE` unless there is a value, and where given a label and a region, for every unit.
 */
export function drawWords(segments: readonly Segment[], values: ArrayLike<number>, drawing: WordDrawing): string {
  const count = segments.reduce((most, { unit }) => Math.max(most, (unit ?? -1) + 1), 0);
  for (const [name, length] of [
    ["values", values.length],
    ["labels", drawing.labels?.length ?? values.length],
    ["regions", drawing.regions?.length ?? values.length],
  ] as const)
    ensure(
      length >= count && length === values.length,
      "SHAPE",
      () =>
        `words, ${name}: expected one for each of ${Math.max(count, values.length)} units; got ${length}; pass the map's own`,
    );
  const pieces = segments.map(({ text, unit }) =>
    unit === null ? markup(text) : drawWord(text, values[unit]!, unit, drawing),
  );
  return `<p dir="auto" style="white-space:pre-wrap;line-height:1.9">${pieces.join("")}</p>`;
}

function drawWord(text: string, value: number, unit: number, drawing: WordDrawing): string {
  const label = drawing.labels?.[unit] ?? text;
  const fill = Number.isNaN(value)
    ? "outline:1px dashed"
    : `background:rgba(255,176,0,${strength(value, drawing).toFixed(3)})`;
  const line = drawing.regions?.[unit] === "foreground" ? ";border-bottom:2px solid" : "";
  return `<span title="${markup(`${label}: ${nats(value)}`)}" style="${fill}${line}">${markup(text)}</span>`;
}
