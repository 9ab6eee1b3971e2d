// Lines of a statement from a report: its told verdicts, and what stands beside them.

import type { Report } from "../report.ts";
import { besideClaims } from "./beside-claims.ts";
import { hypothesisLine } from "./hypothesis-line.ts";
import { placesOf, subjectOf } from "./place.ts";
import type { StatementLine } from "./statement.ts";

/** Every line of the report by subject; controls are no subjects. */
export function reportLines(report: Report, run: number): ReadonlyMap<string, readonly StatementLine[]> {
  const lines = new Map<string, readonly StatementLine[]>();
  const places = placesOf(report, run);
  const beside = besideClaims(places);
  for (const place of places) {
    const subject = subjectOf(place.task);
    const verdicts = place.task.hypotheses.map((hypothesis) => hypothesisLine(place, hypothesis));
    const own = beside.filter((one) => one.place === place).map(({ line }) => line);
    lines.set(subject, [...(lines.get(subject) ?? []), ...verdicts, ...own]);
  }
  return lines;
}
