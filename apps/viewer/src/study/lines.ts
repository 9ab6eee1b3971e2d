// Curves over one axis with their bands.

import type { LinesDrawing, Series } from "@stillpoint/core";
import { escapeHtml } from "../escape.ts";
import { axes, HEIGHT, PLOT, picture, place, studyFigure, WIDTH } from "./figure.ts";
import { extent, linearScale, logarithmicScale, roundTicks, type Scale } from "./scale.ts";
import { toldNumber } from "./told-number.ts";
import { toneClasses, toneLegend } from "./tone.ts";

/** A point that can be drawn. */
type Point = readonly [x: number, y: number];

/** Points in order, cut where one does not exist. */
function runs(xs: readonly number[], ys: readonly number[], x: Scale, y: Scale): Point[][] {
  const all: Point[][] = [[]];
  for (const [at, value] of ys.entries()) {
    const [left, top] = [x.at(xs[at] ?? Number.NaN), y.at(value)];
    if (left === undefined || top === undefined) all.push([]);
    else all.at(-1)?.push([left, top]);
  }
  return all.filter((run) => run.length > 0);
}

function path(points: readonly Point[]): string {
  return points.map(([x, y], at) => `${at === 0 ? "M" : "L"}${place(x)} ${place(y)}`).join("");
}

/** The band where both ends and the place exist; nothing elsewhere. */
function band(xs: readonly number[], { low, high }: Series, x: Scale, y: Scale): string {
  if (!low || !high) return "";
  const both = (values: readonly number[], others: readonly number[]): readonly number[] =>
    values.map((value, at) => (Number.isFinite(others[at]) ? value : Number.NaN));
  const [lower, upper] = [runs(xs, both(low, high), x, y), runs(xs, both(high, low), x, y)];
  return lower
    .map((bottom, at) => {
      const top = upper[at] ?? [];
      if (bottom.length === 1) return `<path class="whisker" d="${path([...top, ...bottom])}"/>`;
      return `<path class="band" d="${path([...top, ...[...bottom].reverse()])}Z"/>`;
    })
    .join("");
}

function yScale({ y, series }: LinesDrawing): Scale {
  const [least, most] = extent(series.flatMap(({ values, low = [], high = [] }) => [...values, ...low, ...high]));
  const ends = [y.low ?? least, y.high ?? most] as const;
  // a given end is kept, a found one moves to a round number
  const step = roundTicks(...ends, 4);
  const gap = (step[1] ?? 1) - (step[0] ?? 0) || 1;
  const low = y.low ?? Math.floor(ends[0] / gap + 1e-9) * gap;
  const high = y.high ?? Math.ceil(ends[1] / gap - 1e-9) * gap;
  return linearScale(low, high > low ? high : low + 1, PLOT.bottom, PLOT.top);
}

export function linesFigure(drawing: LinesDrawing): string {
  const { x: axis, y: names, title } = drawing;
  // a name without a line would be looked for in vain
  const series = drawing.series.filter(({ values }) => values.some(Number.isFinite));
  const x = axis.logarithmic
    ? logarithmicScale(axis.values, PLOT.left + 4, PLOT.right - 4)
    : linearScale(...extent(axis.values), PLOT.left + 4, PLOT.right - 4, 5);
  const y = yScale(drawing);
  const classes = toneClasses(series);
  const drawn = series.map((one, at) => {
    const curves = runs(axis.values, one.values, x, y);
    const dots = curves.flat().map(([left, top]) => `<circle cx="${place(left)}" cy="${place(top)}" r="2.4"/>`);
    const body = `${band(axis.values, one, x, y)}<path d="${curves.map(path).join("")}"/>${dots.join("")}`;
    return `<g class="series ${classes[at]}">${body}</g>`;
  });
  const rows = axis.values.map((value, at) => [
    toldNumber(value),
    ...series.map(({ values, low, high }) => {
      const ends = low && high ? ` <small>[${toldNumber(low[at]!)}, ${toldNumber(high[at]!)}]</small>` : "";
      return `${toldNumber(values[at]!)}${ends}`;
    }),
  ]);
  const label = `${title}: ${series.map(({ name }) => name).join(", ")} over ${axis.label}`;
  return studyFigure(
    drawing,
    "lines",
    toneLegend(series) +
      picture(`0 0 ${WIDTH} ${HEIGHT}`, label, axes(x, y, { x: axis.label, y: names.label }) + drawn.join("")),
    { heads: [escapeHtml(axis.label), ...series.map(({ name }) => escapeHtml(name))], rows },
  );
}
