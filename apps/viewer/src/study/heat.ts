// A table of numbers as colours, each number in its cell where there is room.

import type { HeatDrawing } from "@stillpoint/core";
import { escapeHtml } from "../escape.ts";
import { picture, studyFigure } from "./figure.ts";
import { cssColour, heatColour, inkOn } from "./heat-colour.ts";
import { toldNumber } from "./told-number.ts";

/** Cells, in units of the drawing. */
const HIGH = 26;
const LETTER = 5.9;
/** More columns than this leave no room for numbers. */
const ROOMY = 12;
/** What still reads in a column of the page. */
const WIDEST = 330;

function cut(text: string): string {
  return text.length > 22 ? `${text.slice(0, 21)}…` : text;
}

/** What a colour shows of a number: beyond a thousandth of the scale the table below tells it. */
function cellNumber(value: number, { low, high }: HeatDrawing): string {
  return toldNumber(Math.abs(value) < (high - low) / 1000 ? 0 : value);
}

export function heatFigure(drawing: HeatDrawing): string {
  const { rows, columns, values, title, label } = drawing;
  const wide = columns.length <= ROOMY ? 46 : Math.max(9, Math.min(30, 480 / columns.length));
  const high = columns.length <= ROOMY ? HIGH : Math.min(HIGH, wide);
  const left = 8 + LETTER * Math.max(0, ...rows.map((name) => cut(name).length));
  const longest = Math.max(0, ...columns.map((name) => cut(name).length));
  const upright = longest * LETTER <= wide - 4;
  const top = upright ? 18 : 10 + longest * LETTER * 0.72;
  const cells = values.map((value, at) => {
    const [x, y] = [left + (at % columns.length) * wide, top + Math.floor(at / columns.length) * high];
    const colour = heatColour(value, drawing);
    if (colour === undefined) return "";
    const box = `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${wide.toFixed(1)}" height="${high.toFixed(1)}" fill="${cssColour(colour)}"/>`;
    if (columns.length > ROOMY) return box;
    return `${box}<text class="cell" x="${(x + wide / 2).toFixed(1)}" y="${(y + high / 2).toFixed(1)}" dy="0.34em" text-anchor="middle" fill="${inkOn(colour)}">${cellNumber(value, drawing)}</text>`;
  });
  // crowded names are told in the table below
  const told = (size: number): number => Math.max(1, Math.ceil(11 / size));
  const names = [
    ...rows.map((name, at) =>
      at % told(high) === 0
        ? `<text class="tick" x="${(left - 6).toFixed(1)}" y="${(top + (at + 0.5) * high).toFixed(1)}" dy="0.34em" text-anchor="end">${escapeHtml(cut(name))}</text>`
        : "",
    ),
    ...columns.map((name, at) => {
      if (at % told(upright ? wide : 0.72 * wide) !== 0) return "";
      const x = left + (at + 0.5) * wide;
      const turned = upright ? 'text-anchor="middle"' : `transform="rotate(-46 ${x.toFixed(1)} ${top - 6})"`;
      return `<text class="tick" x="${x.toFixed(1)}" y="${(top - 6).toFixed(1)}" ${turned}>${escapeHtml(cut(name))}</text>`;
    }),
  ];
  const width = left + columns.length * wide + (upright ? 4 : longest * LETTER * 0.7);
  const height = top + rows.length * high + 4;
  const numbers = rows.map((name, row) => [
    escapeHtml(name),
    ...columns.map((_, column) => toldNumber(values[row * columns.length + column]!)),
  ]);
  const words = `${title}: ${label}, ${rows.length} rows and ${columns.length} columns`;
  const drawn = picture(`0 0 ${width.toFixed(0)} ${height.toFixed(0)}`, words, names.join("") + cells.join(""));
  const pixels = Math.round(width * 1.2);
  // one that would shrink until nobody can read it keeps its size and is moved instead
  const isWide = width > WIDEST;
  const held = isWide
    ? `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(title)}"><div style="width:${pixels}px">${drawn}</div></div>`
    : `<div style="max-width:${pixels}px">${drawn}</div>`;
  const heads = ["", ...columns.map(escapeHtml)];
  return studyFigure(drawing, isWide ? "heat wide" : "heat", held + bar(drawing), { heads, rows: numbers });
}

/** The scale with its ends. */
function bar(drawing: HeatDrawing): string {
  const { low, high, middle, label } = drawing;
  const stops = Array.from({ length: 9 }, (_, at) => {
    const colour = heatColour(low + ((high - low) * at) / 8, drawing);
    return colour === undefined ? "" : cssColour(colour);
  });
  const ends = [low, ...(middle === undefined ? [] : [middle]), high].map(toldNumber);
  return (
    `<p class="bar"><span>${escapeHtml(label)}</span><span>${ends[0]}</span>` +
    `<i aria-hidden="true" style="background:linear-gradient(to right,${stops.join(",")})"></i>` +
    `<span>${ends.at(-1)}</span>${middle === undefined ? "" : `<span>turns at ${ends[1]}</span>`}</p>`
  );
}
