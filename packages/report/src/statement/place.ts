// One task of a report as a statement reads it: its numbers in memory, its controls, its words.

import type { Interval, ModalityNames, Role } from "@stillpoint/core";
import type { Report, ReportInterval, ReportTask } from "../report.ts";
import { type Asked, isOf } from "./asked.ts";
import type { NamedControl } from "./beyond-control.ts";

/** A task with where it lies. */
export interface Place {
  readonly report: Report;
  readonly task: ReportTask;
  /** For people. */
  readonly about: string;
  /** Place in the statement's runs. */
  readonly run: number;
}

const NEUTRAL: ModalityNames = { title: "", unit: "unit", units: "units", foreground: "foreground" };

/** What a placebo is, for people. */
export const PLACEBO = "a student of a teacher that knows nothing";

/** What differs from the reference by chance, or is taught nothing, with what it is called. */
const CONTROLS: readonly { readonly role: Role; readonly name: string; readonly byChance: boolean }[] = [
  { role: "null", name: "two networks from scratch", byChance: true },
  { role: "null-order", name: "two networks from scratch, batches in another order", byChance: true },
  { role: "placebo", name: PLACEBO, byChance: false },
  { role: "self-distilled", name: "a self-distilled student", byChance: false },
];

/** The subject of a task: its family. */
export function subjectOf({ id }: { readonly id: string }): string {
  return id.split("@")[0] ?? id;
}

/** Tasks that are no controls. */
export function trials({ tasks, controls = {} }: Report): readonly ReportTask[] {
  const own = new Set(Object.values(controls));
  return tasks.filter(({ id }) => !own.has(id));
}

/** Every trial of a report. */
export function placesOf(report: Report, run: number): readonly Place[] {
  return trials(report).map((task) => ({ report, task, about: `layer ${task.layer}`, run }));
}

export function wordsOf({ report, task }: Place): ModalityNames {
  return report.modalities?.[task.modality] ?? NEUTRAL;
}

/** NaN where JSON has null. */
export function inMemory({ mean, low, high, reason }: ReportInterval): Interval {
  const numbers = { mean: mean ?? Number.NaN, low: low ?? Number.NaN, high: high ?? Number.NaN };
  return reason === undefined ? numbers : { ...numbers, reason };
}

/** No interval, and why. */
export function without(reason: string): Interval {
  return { mean: Number.NaN, low: Number.NaN, high: Number.NaN, reason };
}

type Contrast = NonNullable<ReportTask["contrasts"]>[number];

/** treated − reference of a number; undefined where the report has none. */
export function contrastOf(task: ReportTask, asked: Asked, treated: string, reference: string): Contrast | undefined {
  return task.contrasts?.find((one) => one.treated === treated && one.reference === reference && isOf(one, asked));
}

/** Every control − reference of a number; those by chance alone with `onlyChance`. */
export function controlsOf(
  { task }: Place,
  asked: Asked,
  reference: string,
  onlyChance = false,
): readonly NamedControl[] {
  return CONTROLS.flatMap(({ role, name, byChance }) => {
    if (role === reference || (onlyChance && !byChance)) return [];
    const found = contrastOf(task, asked, role, reference)?.difference;
    return found === undefined ? [] : [{ name, interval: inMemory(found) }];
  });
}
