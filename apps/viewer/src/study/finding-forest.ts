// A finding on its own axis: its interval, its control's below, and the value that says nothing.

import type { Finding, Interval } from "@stillpoint/core";
import { picture, place } from "./figure.ts";
import { extent, linearScale, type Scale } from "./scale.ts";
import { toldInterval, toldNumber } from "./told-number.ts";

const WIDTH = 240;
const MARGIN = 12;
const HEIGHT = 66;

function bar({ mean, low, high }: Interval, value: number, y: number, x: Scale, kind: string): string {
  const [from, to, middle] = [x.at(low), x.at(high), x.at(Number.isNaN(value) ? mean : value)];
  const line =
    from === undefined || to === undefined
      ? ""
      : `<line class="bar" x1="${place(from)}" x2="${place(to)}" y1="${y}" y2="${y}"/>` +
        [from, to]
          .map((end) => `<line class="cap" x1="${place(end)}" x2="${place(end)}" y1="${y - 4}" y2="${y + 4}"/>`)
          .join("");
  const dot = middle === undefined ? "" : `<circle class="mean" cx="${place(middle)}" cy="${y}" r="4"/>`;
  return `<g class="line-${kind}">${line}${dot}</g>`;
}

/** Numbers of the finding on one axis; "" where none of them exists. */
export function findingForest({
  value,
  interval,
  control,
  nothing,
}: Pick<Finding, "value" | "interval" | "control" | "nothing">): string {
  const numbers = [value, interval.low, interval.high, control.mean, control.low, control.high];
  if (!numbers.some(Number.isFinite)) return "";
  const [low, high] = extent([...numbers, nothing ?? Number.NaN]);
  const room = (high - low || Math.abs(low) || 1) * 0.06;
  const x = linearScale(low - room, high + room, MARGIN, WIDTH - MARGIN, 3);
  const grid = x.ticks.map((tick, at) => {
    const left = place(x.at(tick));
    return (
      `<line class="grid" x1="${left}" x2="${left}" y1="2" y2="48"/>` +
      `<text class="tick" x="${left}" y="61" text-anchor="middle">${x.labels[at]}</text>`
    );
  });
  const zero =
    nothing === undefined
      ? ""
      : `<line class="zero" x1="${place(x.at(nothing))}" x2="${place(x.at(nothing))}" y1="0" y2="50"/>`;
  const label = `${toldNumber(value)} with its interval and, below, its control ${toldInterval(control)}${nothing === undefined ? "" : `; ${toldNumber(nothing)} says nothing`}`;
  const body = `${grid.join("")}${zero}${bar(interval, value, 15, x, "difference")}${bar(control, Number.NaN, 36, x, "control")}`;
  return picture(`0 0 ${WIDTH} ${HEIGHT}`, label, body, "forest");
}
