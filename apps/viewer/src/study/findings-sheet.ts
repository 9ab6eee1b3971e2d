// All findings of a study as a table of text.

import type { ToldFinding } from "@stillpoint/core";
import { csvText } from "../sheet.ts";

const COLUMNS = [
  ...["section", "finding", "topic", "claim", "value", "low", "high", "reason", "control", "control low"],
  ...["control high", "control reason", "direction", "says nothing", "p", "adjusted p", "sentence"],
];

/** CSV, a finding a line, numbers in full. */
export function findingsCsv(
  all: readonly { readonly told: ToldFinding; readonly section: { readonly title: string } }[],
): string {
  const rows = all.map(({ told: { finding, claim, adjusted }, section }) => {
    const { id, topic, value, interval, control, direction, nothing = null, p = null, sentence } = finding;
    return [
      ...[section.title, id, topic, claim, value, interval.low, interval.high, interval.reason ?? null],
      ...[control.mean, control.low, control.high, control.reason ?? null],
      ...[direction, nothing, p, adjusted, sentence],
    ];
  });
  return csvText({ columns: COLUMNS, rows });
}
