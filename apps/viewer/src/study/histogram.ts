// How numbers are distributed: one outline a series, so that they can lie over each other.

import type { HistogramDrawing } from "@stillpoint/core";
import { escapeHtml } from "../escape.ts";
import { axes, HEIGHT, PLOT, picture, place, studyFigure, WIDTH } from "./figure.ts";
import { linearScale } from "./scale.ts";
import { toldNumber } from "./told-number.ts";
import { toneClasses, toneLegend } from "./tone.ts";

export function histogramFigure(drawing: HistogramDrawing): string {
  const { x: axis, series, title } = drawing;
  const { edges } = axis;
  const x = linearScale(edges[0]!, edges.at(-1)!, PLOT.left, PLOT.right, 5);
  const most = Math.max(1e-300, ...series.flatMap(({ counts }) => counts.map(density(edges))));
  // an area is a count: bins may differ in width
  const rounding = 1e-9 * (edges.at(-1)! - edges[0]!);
  const even = edges.every((edge, at) => at < 2 || Math.abs(edge - 2 * edges[at - 1]! + edges[at - 2]!) < rounding);
  const width = even ? edges[1]! - edges[0]! : 1;
  const y = linearScale(0, most * width, PLOT.bottom, PLOT.top);
  const classes = toneClasses(series);
  const drawn = series.map(({ counts }, at) => {
    const tops = counts.map(density(edges)).map((value) => place(y.at(value * width)));
    const steps = tops.map((top, bin) => `L${place(x.at(edges[bin]!))} ${top}L${place(x.at(edges[bin + 1]!))} ${top}`);
    const [from, to, base] = [place(x.at(edges[0]!)), place(x.at(edges.at(-1)!)), place(y.at(0))];
    return `<g class="series ${classes[at]}"><path class="area" d="M${from} ${base}${steps.join("")}L${to} ${base}"/></g>`;
  });
  const rows = edges
    .slice(0, -1)
    .map((edge, bin) => [
      `${toldNumber(edge)} to ${toldNumber(edges[bin + 1]!)}`,
      ...series.map(({ counts }) => toldNumber(counts[bin]!)),
    ]);
  const label = `${title}: ${series.map(({ name }) => name).join(", ")} over ${axis.label}`;
  const names = { x: axis.label, y: even ? "count" : "count per unit" };
  return studyFigure(
    drawing,
    "histogram",
    toneLegend(series) + picture(`0 0 ${WIDTH} ${HEIGHT}`, label, axes(x, y, names) + drawn.join("")),
    { heads: [escapeHtml(axis.label), ...series.map(({ name }) => escapeHtml(name))], rows },
  );
}

function density(edges: readonly number[]): (count: number, bin: number) => number {
  return (count, bin) => count / (edges[bin + 1]! - edges[bin]!);
}
