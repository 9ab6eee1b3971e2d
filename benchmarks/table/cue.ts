// What is known to be there: the cue of every task beside its null line and its control.

import type { Report } from "@stillpoint/report";
import { interval } from "./numbers.ts";

/** One row per task, layer and cue; nothing where no task has one. */
export function cueTable({ tasks, controls = {} }: Report): string[] {
  const counted = tasks.filter(({ id }) => !Object.values(controls).includes(id));
  const rows = counted.flatMap(({ id, parts }) => {
    const control = tasks.find((task) => task.id === controls[id]);
    return Object.entries(parts).map(([name, part]) => {
      const other = control?.parts[name];
      const cells = [
        interval(part.pointsDifference),
        interval(part.nullPointsDifference),
        interval(other?.pointsDifference),
        interval(part.entropyGapDifference),
        interval(part.nullEntropyGapDifference),
        interval(other?.entropyGapDifference),
      ];
      return `| ${id} | ${name} | ${cells.join(" | ")} |`;
    });
  });
  if (rows.length === 0) return [];
  return [
    "",
    "## The cue",
    "",
    "A piece of background that agrees with the label in the small training set, not for the teacher nor in the control.",
    "Distilled − scratch: knowledge points on it, expected below 0, and the entropy gap from it to the object in nats, expected",
    "above.",
    "",
    "| task | cue | points | null line | control | gap | null line | control |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
  ];
}
