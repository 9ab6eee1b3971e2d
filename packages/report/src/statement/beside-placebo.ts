// Whether the teacher's knowledge is more than what a teacher that knows nothing hands over.

import type { Interval } from "@stillpoint/core";
import { toldInterval } from "@stillpoint/viewer/study";
import type { ReportTask } from "../report.ts";
import type { Asked } from "./asked.ts";
import { besideControl, MORE } from "./beyond-control.ts";
import { contrastOf, inMemory, PLACEBO } from "./place.ts";
import type { StatementLine } from "./statement.ts";

const BEYOND_PLACEBO = "a difference from the placebo to the same side";

/**
 * A claimed difference of student and self-distilled student stays claimed only where the student differs from the placebo
 * to the same side, with its whole interval; of a report without that number, where the difference leaves that of placebo
 * and self-distilled student behind; an open one needs that too. Without a placebo network the line stays as it is.
 */
export function besidePlacebo(
  line: StatementLine,
  task: ReportTask,
  asked: Asked,
  { treated, reference }: { readonly treated: string; readonly reference: string },
): StatementLine {
  const { evidence, claim, needed } = line;
  if (evidence === undefined || !(Math.abs(evidence.value) > 0) || claim === "described") return line;
  const sign = evidence.value < 0 ? -1 : 1;
  const own = contrastOf(task, asked, treated, "placebo")?.difference;
  const other = contrastOf(task, asked, "placebo", reference)?.difference;
  const reason =
    own !== undefined
      ? notBeyond(inMemory(own), sign)
      : other !== undefined
        ? asFar(evidence.interval, inMemory(other), sign)
        : task.networks.placebo !== undefined
          ? `the placebo, ${PLACEBO}, was measured, but not how far the student is from it`
          : undefined;
  if (reason === undefined) return line;
  if (claim !== "there" && claim !== "opposite")
    return { ...line, needed: [needed, BEYOND_PLACEBO].filter(Boolean).join("; and ") };
  return {
    ...line,
    group: "untold",
    claim: "control",
    reason,
    needed: `${MORE}, or ${BEYOND_PLACEBO}`,
  };
}

function notBeyond(own: Interval, sign: number): string | undefined {
  if ((sign > 0 ? own.low : -own.high) > 0) return undefined;
  const side = sign > 0 ? "above" : "below";
  return `beside the placebo, ${PLACEBO}, the difference is not wholly ${side} 0 as well: ${toldInterval(own)}`;
}

function asFar(interval: Interval, other: Interval, sign: number): string | undefined {
  const control = { name: "the placebo", interval: other };
  if (!Number.isNaN(other.mean) && besideControl(interval, control, sign) === "there") return undefined;
  return `the placebo, ${PLACEBO}, differs from the self-distilled student as far: ${toldInterval(other)}`;
}
