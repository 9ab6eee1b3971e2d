// The six numbers under two upper bounds of the noise.

import { signAgrees } from "./agreement.ts";
import { escapeHtml } from "./escape.ts";
import { distancePath, sixMetrics } from "./metric.ts";
import { grouped, range, short, signed } from "./number.ts";
import { exact } from "./sheet.ts";
import { numberTable } from "./table.ts";
import { verdictLabel } from "./verdict.ts";
import type { IntervalView, TaskView } from "./view.ts";

function cell(difference: IntervalView, digits: number): string {
  return `<span${exact(difference.mean, difference.low, difference.high)}>${signed(difference.mean, digits)} <small>${range(difference, digits, true)}</small></span>`;
}

/** Differences and verdicts under either bound; empty where maps carry no second bound. */
export function boundsTable(task: TaskView): string {
  const second = task.atSecondBound;
  if (!second) return "";
  const rows = sixMetrics(distancePath(task)).flatMap((metric) => {
    const here = task.hypotheses.find(({ id }) => id === metric.id);
    const there = second.hypotheses.find(({ id }) => id === metric.id);
    if (!here || !there) return [];
    const signs = [signAgrees(here), signAgrees(there)];
    const together = here.flips
      ? `${verdictLabel("inconclusive")} <small>verdict flips between the two bounds${here.note ? `: ${escapeHtml(here.note)}` : ""}</small>`
      : `${verdictLabel(here.verdict, false, here.reason)}${signs[0] === signs[1] ? "" : " <small>the signs differ</small>"}`;
    return [[metric.title, cell(here.difference, metric.digits), cell(there.difference, metric.digits), together]];
  });
  return `<div class="bounds">${numberTable(
    "Two upper bounds of the noise",
    [
      "Distilled − scratch",
      `First bound <small>${grouped(task.engine.unitsAtBound)} units at a bound</small>`,
      `Second bound, ${short(second.upper)} <small>${grouped(second.unitsAtBound)} units at a bound</small>`,
      "Under both",
    ],
    rows,
  )}</div>`;
}
