// Line charts and bars as SVG text.

import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import { escapeHtml } from "./escape.ts";
import { tickLabels } from "./number.ts";
import { roleClass } from "./role.ts";

/** One line; a null coordinate breaks it. */
export interface Series {
  readonly role: string;
  readonly points: readonly (readonly [number | null, number | null])[];
}

export interface LineChart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
  /** A vertical line with its label. */
  readonly rule?: { readonly at: number; readonly label: string };
  readonly from?: readonly [number, number];
}

const WIDTH = 360;
const HEIGHT = 230;
const LEFT = 38;
const RIGHT = 12;
const TOP = 12;
const BOTTOM = 40;

interface Frame {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly markup: string;
}

function extent(values: readonly (number | null)[]): readonly [number, number] {
  const numbers = values.filter((value): value is number => value !== null);
  const high = Math.max(0, ...numbers);
  return [Math.min(0, ...numbers), high > 0 ? high : 1];
}

/** Horizontal lines with labels; sizes below 0 are counts too, only drawn downward. */
function gridRows(ticks: readonly number[], y: (tick: number) => number): string {
  const labels = tickLabels(ticks.map(Math.abs));
  const rows = ticks.map((tick, index) => {
    const at = y(tick).toFixed(1);
    return (
      `<line class="${tick === 0 ? "axis" : "grid"}" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}"/>` +
      `<text class="tick" x="${LEFT - 6}" y="${at}" dy="0.32em" text-anchor="end">${labels[index]}</text>`
    );
  });
  return rows.join("");
}

function frame(domainX: readonly [number, number], domainY: readonly [number, number], x: string, y: string): Frame {
  const scaleX = scaleLinear()
    .domain(domainX)
    .range([LEFT, WIDTH - RIGHT]);
  const scaleY = scaleLinear()
    .domain(domainY)
    .nice(4)
    .range([HEIGHT - BOTTOM, TOP]);
  const ticks = scaleX.ticks(5);
  const labels = tickLabels(ticks);
  const columns = ticks.map(
    (tick, index) =>
      `<text class="tick" x="${scaleX(tick).toFixed(1)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${labels[index]}</text>`,
  );
  const markup =
    gridRows(scaleY.ticks(4), (tick) => scaleY(tick)) +
    columns.join("") +
    `<text class="name" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 5}" text-anchor="middle">${escapeHtml(x)}</text>` +
    (y ? `<text class="name" x="${LEFT}" y="8">${escapeHtml(y)}</text>` : "");
  return { x: (value) => scaleX(value), y: (value) => scaleY(value), markup };
}

function figure(title: string, body: string): string {
  return (
    `<figure class="chart"><figcaption>${escapeHtml(title)}</figcaption>` +
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">${body}</svg></figure>`
  );
}

/** Lines over a common axis, a dot at every point. */
export function lineChart({ title, x, y, series, rule, from }: LineChart): string {
  const domainX = extent(series.flatMap(({ points }) => points.map(([at]) => at)));
  const domainY = from ?? extent(series.flatMap(({ points }) => points.map(([, value]) => value)));
  const scales = frame(domainX, domainY, x, y);
  const path = line<readonly [number | null, number | null]>()
    .defined(([at, value]) => at !== null && value !== null)
    .x(([at]) => scales.x(at ?? 0))
    .y(([, value]) => scales.y(value ?? 0));
  path.digits(1);
  const drawn = series.map(({ role, points }) => {
    const dots = points
      .filter(([at, value]) => at !== null && value !== null)
      .map(
        ([at, value]) =>
          `<circle cx="${scales.x(at ?? 0).toFixed(1)}" cy="${scales.y(value ?? 0).toFixed(1)}" r="2.4"/>`,
      );
    const data = `data-name="${escapeHtml(role)}" data-columns="${escapeHtml(`${x.replaceAll(",", "")},${(y || title).replaceAll(",", "")}`)}" data-series="${points.map((point) => point.map((value) => value ?? "").join(" ")).join(";")}"`;
    return `<g class="series ${roleClass(role)}" ${data}><path d="${path(points) ?? ""}"/>${dots.join("")}</g>`;
  });
  const ruled = rule
    ? `<line class="rule" x1="${scales.x(rule.at).toFixed(1)}" x2="${scales.x(rule.at).toFixed(1)}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/>` +
      `<text class="tick" x="${(scales.x(rule.at) + 4).toFixed(1)}" y="${TOP + 8}">${escapeHtml(rule.label)}</text>`
    : "";
  return figure(title, scales.markup + ruled + drawn.join(""));
}

export interface DetourBar {
  readonly step: number;
  readonly kept: number | null;
  readonly dropped: number | null;
}

/** Kept points upward, dropped points downward, one pair of bars per checkpoint; `domain` is shared by charts. */
export function detourChart(
  title: string,
  role: string,
  bars: readonly DetourBar[],
  domain: readonly [number, number],
): string {
  const scaleY = scaleLinear()
    .domain(domain)
    .nice(4)
    .range([HEIGHT - BOTTOM, TOP]);
  const width = (WIDTH - LEFT - RIGHT) / bars.length;
  const zero = scaleY(0);
  const grid = gridRows(scaleY.ticks(5), (tick) => scaleY(tick));
  const drawn = bars.map(({ step, kept, dropped }, index) => {
    const left = (LEFT + index * width + width * 0.16).toFixed(1);
    const wide = (width * 0.68).toFixed(1);
    const up = kept === null ? "" : rect("kept", left, wide, scaleY(kept), zero);
    const down = dropped === null ? "" : rect("dropped", left, wide, zero, scaleY(-dropped));
    const label = `<text class="tick" x="${(LEFT + (index + 0.5) * width).toFixed(1)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${step}</text>`;
    return up + down + (bars.length <= 12 || index % 2 === 0 ? label : "");
  });
  const names =
    `<text class="name" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 5}" text-anchor="middle">training step</text>` +
    `<text class="name" x="${WIDTH - RIGHT}" y="${TOP - 2}" text-anchor="end">kept ↑ · dropped ↓</text>`;
  return figure(
    title,
    `${grid}<g class="${roleClass(role)}" data-name="${escapeHtml(role)}" data-columns="step,kept,dropped" data-series="${bars.map(({ step, kept, dropped }) => `${step} ${kept ?? ""} ${dropped ?? ""}`).join(";")}">${drawn.join("")}</g>${names}`,
  );
}

function rect(kind: string, left: string, wide: string, top: number, bottom: number): string {
  return `<rect class="${kind}" x="${left}" y="${top.toFixed(1)}" width="${wide}" height="${Math.max(0, bottom - top).toFixed(1)}"/>`;
}
