// What all drawings share: a frame with axes, and the figure around it with its numbers folded below.

import { escapeHtml } from "../escape.ts";
import { foldout, numberTable } from "../table.ts";
import type { Scale } from "./scale.ts";

/** A drawing's own words. */
export interface Told {
  readonly title: string;
  readonly caption: string;
}

/** A table of numbers below a drawing; cells are ready markup. */
export interface Numbers {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Title, drawing, how to read it and, folded, its numbers. */
export function studyFigure({ title, caption }: Told, kind: string, body: string, numbers?: Numbers): string {
  const table = numbers ? foldout("Numbers", numberTable(title, numbers.heads, numbers.rows)) : "";
  return (
    `<figure class="chart drawing ${kind}"><figcaption>${escapeHtml(title)}</figcaption>${body}` +
    `${caption ? `<p class="caption">${escapeHtml(caption)}</p>` : ""}${table}</figure>`
  );
}

/** A picture for screen readers too: what is drawn, in words. */
export function picture(viewBox: string, label: string, body: string, kind = ""): string {
  const named = kind ? ` class="${kind}"` : "";
  return `<svg${named} viewBox="${viewBox}" role="img" aria-label="${escapeHtml(label)}">${body}</svg>`;
}

export const WIDTH: number = 380;
export const HEIGHT: number = 240;
/** Places of the plot within a drawing. */
export const PLOT: Readonly<Record<"left" | "right" | "top" | "bottom", number>> = {
  left: 46,
  right: WIDTH - 12,
  top: 22,
  bottom: HEIGHT - 42,
};

/** Both axes with their names. */
export function axes(x: Scale, y: Scale, names: { readonly x: string; readonly y: string }): string {
  const rows = y.labels.map((label, index) => {
    const at = place(y.at(y.ticks[index]!));
    return (
      `<line class="${y.ticks[index] === 0 ? "axis" : "grid"}" x1="${PLOT.left}" x2="${PLOT.right}" y1="${at}" y2="${at}"/>` +
      `<text class="tick" x="${PLOT.left - 6}" y="${at}" dy="0.32em" text-anchor="end">${label}</text>`
    );
  });
  const columns = x.labels.map((label, index) => {
    const at = place(x.at(x.ticks[index]!));
    return `<text class="tick" x="${at}" y="${PLOT.bottom + 16}" text-anchor="middle">${label}</text>`;
  });
  return (
    rows.join("") +
    columns.join("") +
    `<text class="name" x="${(PLOT.left + PLOT.right) / 2}" y="${HEIGHT - 6}" text-anchor="middle">${escapeHtml(names.x)}</text>` +
    `<text class="name" x="${PLOT.left}" y="10">${escapeHtml(names.y)}</text>`
  );
}

/** A place as text; nothing should be drawn where there is none. */
export function place(at: number | undefined): string {
  return (at ?? Number.NaN).toFixed(2);
}
