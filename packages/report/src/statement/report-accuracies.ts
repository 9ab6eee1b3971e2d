// How often the networks of a report are right: of one subject, by role and set.

import { ROLES } from "@stillpoint/core";
import type { Report, ReportTask } from "../report.ts";
import { subjectOf, trials } from "./place.ts";
import type { StatedAccuracy } from "./statement.ts";

/**
 * One row where the networks of every layer are right as often, since they are the same ones as a rule; students that are
 * taught by features are trained for each layer, and have one row each.
 */
export function reportAccuracies(report: Report, subject: string, run: number): readonly StatedAccuracy[] {
  const own = trials(report)
    .filter((task) => subjectOf(task) === subject)
    .flatMap((task) => accuraciesOf(task, run));
  return ROLES.flatMap((role) => {
    const ofRole = own.filter((one) => one.role === role);
    return [...new Set(ofRole.map(({ set }) => set))].flatMap((set) => merged(ofRole.filter((one) => one.set === set)));
  });
}

function accuraciesOf(task: ReportTask, run: number): readonly (StatedAccuracy & { readonly layer: string })[] {
  return ROLES.flatMap((role) =>
    Object.entries(task.networks[role]?.accuracy ?? {}).flatMap(([set, { mean }]) => {
      const networks = role === "teacher" ? 1 : task.bySeed.length;
      return mean === null ? [] : [{ role, layer: task.layer, set, networks, accuracy: mean, run }];
    }),
  );
}

function merged(rows: readonly (StatedAccuracy & { readonly layer: string })[]): readonly StatedAccuracy[] {
  const [first] = rows;
  if (first === undefined) return [];
  const { layer: _, ...one } = first;
  const isAlike = rows.every(({ accuracy, networks }) => accuracy === one.accuracy && networks === one.networks);
  return isAlike ? [one] : rows;
}
