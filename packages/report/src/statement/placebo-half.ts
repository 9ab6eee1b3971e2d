// What a teacher that knows nothing hands over in the teacher's place: the control of the teacher's half of a number.

import { seedInterval } from "@stillpoint/core";
import type { ReportTask } from "../report.ts";
import { type Asked, isOf } from "./asked.ts";
import type { NamedControl } from "./beyond-control.ts";
import { contrastOf, inMemory, PLACEBO } from "./place.ts";

/**
 * placebo − self-distilled of a number: as the report has it, or as the difference of placebo − reference and
 * self-distilled − reference, whose interval is Student's t over seeds alone. Undefined where neither is there.
 */
export function placeboHalf(task: ReportTask, asked: Asked, through: string): NamedControl | undefined {
  const own = contrastOf(task, asked, "placebo", through)?.difference;
  if (own !== undefined) return { name: PLACEBO, interval: inMemory(own) };
  const halves = task.decomposition?.find((one) => isOf(one, asked));
  if (halves === undefined) return undefined;
  const placebo = contrastOf(task, asked, "placebo", halves.reference)?.perSeed ?? [];
  const loss = new Map(halves.loss.perSeed.map(({ seed, difference }) => [seed, difference]));
  const differences = placebo.flatMap(({ seed, difference }) => {
    const other = loss.get(seed);
    return typeof difference === "number" && typeof other === "number" ? [difference - other] : [];
  });
  return differences.length === 0
    ? undefined
    : { name: `${PLACEBO}, over seeds alone`, interval: seedInterval(differences) };
}
