// Differences on one axis: an interval per line, a dot per seed, zero marked.

import { scaleLinear } from "d3-scale";
import { escapeHtml } from "./escape.ts";
import { tickLabels } from "./number.ts";
import type { IntervalView } from "./view.ts";

export interface ForestLine {
  readonly label: string;
  /** Class that gives the colour. */
  readonly kind: "difference" | "seeds" | "teacher" | "loss" | "placebo" | "null" | "control";
  readonly interval: IntervalView;
  readonly dots?: readonly number[];
}

export interface ForestScale {
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
}

const WIDTH = 240;
const LINE = 24;
const AXIS = 18;
const MARGIN = 10;

/** A domain that holds every number and 0, with a few round ticks. */
export function forestScale(lines: readonly ForestLine[]): ForestScale {
  const values = lines.flatMap(({ interval, dots = [] }) => [interval.mean, interval.low, interval.high, ...dots]);
  const numbers = values.filter((value): value is number => value !== null);
  const low = Math.min(0, ...numbers);
  const high = Math.max(0, ...numbers);
  const span = high - low || 1;
  // zero and the ends stay off the frame
  const scale = scaleLinear().domain([low - span * 0.06, high + span * 0.06]);
  const [from = low, to = high] = scale.domain();
  const ticks = scale.ticks(4);
  return { domain: [from, to], ticks };
}

/** The plot as SVG; its lines are 24 units high, so that text beside it lines up. */
export function forestPlot(lines: readonly ForestLine[], label: string): string {
  const { domain, ticks } = forestScale(lines);
  const x = scaleLinear()
    .domain(domain)
    .range([MARGIN, WIDTH - MARGIN]);
  const bottom = lines.length * LINE;
  const at = (value: number): string => x(value).toFixed(1);
  const labels = tickLabels(ticks);
  const grid = ticks
    .map(
      (tick, index) =>
        `<line class="${tick === 0 ? "zero" : "grid"}" x1="${at(tick)}" x2="${at(tick)}" y1="0" y2="${bottom}"/>` +
        `<text class="tick" x="${at(tick)}" y="${bottom + 13}" text-anchor="middle">${labels[index]}</text>`,
    )
    .join("");
  const drawn = lines.map(({ kind, interval, dots = [] }, index) => {
    const y = index * LINE + LINE / 2;
    const { mean, low, high } = interval;
    const bar =
      low !== null && high !== null
        ? `<line class="bar" x1="${at(low)}" x2="${at(high)}" y1="${y}" y2="${y}"/>` +
          [low, high]
            .map((end) => `<line class="cap" x1="${at(end)}" x2="${at(end)}" y1="${y - 4}" y2="${y + 4}"/>`)
            .join("")
        : "";
    const middle = mean !== null ? `<circle class="mean" cx="${at(mean)}" cy="${y}" r="4"/>` : "";
    const seeds = dots.map((dot) => `<circle class="dot" cx="${at(dot)}" cy="${y + 8}" r="2"/>`).join("");
    return `<g class="line-${kind}">${bar}${seeds}${middle}</g>`;
  });
  return (
    `<svg class="forest" viewBox="0 0 ${WIDTH} ${bottom + AXIS}" role="img" aria-label="${escapeHtml(label)}">` +
    `${grid}${drawn.join("")}</svg>`
  );
}
