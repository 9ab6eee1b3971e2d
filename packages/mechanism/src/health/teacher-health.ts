// A teacher's health from its logits, before any student is trained.

import { argmax, ensure, type Interval, proportionInterval } from "@stillpoint/core";
import type { Logits } from "../logits.ts";
import { failuresOf, type NamedFailure, smoothingUntold } from "./failures.ts";
import { chooseTemperature, type TemperatureChoice } from "./recommendation.ts";
import { type TeacherSignals, teacherSignals } from "./signals.ts";
import { type SmoothingSign, smoothingSign } from "./smoothing-sign.ts";

/** The temperatures of a sweep that names none. */
export const TEMPERATURES: readonly number[] = [1, 1.5, 2, 3, 4, 6, 8, 12, 16, 20];

export interface HealthOptions {
  /** w of the targets' term in the loss, for the effective smoothing. */
  readonly teacherWeight: number;
  /** Temperatures to look at, each above 0; 1 to 20 by default. */
  readonly temperatures?: readonly number[];
}

export interface TeacherHealth {
  readonly teacher: string;
  readonly examples: number;
  readonly classes: number;
  readonly teacherWeight: number;
  /** Signals at T = 1, in the sweep or not: failures are judged there. */
  readonly unsoftened: TeacherSignals;
  /** By temperature, as asked for. */
  readonly sweep: readonly TeacherSignals[];
  /** Share of examples whose most likely class is not the label, Clopper-Pearson. Of equal classes the first counts. */
  readonly labelConflicts: Interval;
  /** Rows of those examples. */
  readonly conflicting: readonly number[];
  readonly recommended: TemperatureChoice;
  /** How much label smoothing the answers bear. */
  readonly smoothing: SmoothingSign;
  /** Empty for a teacher with neither failure. */
  readonly failures: readonly NamedFailure[];
  /** Why smoothing can be neither seen nor ruled out in these answers; absent where it can. */
  readonly smoothingUntold?: string;
}

/**
 * What a teacher can teach by each level of its knowledge: relation signal, instance signal, label conflicts and effective
 * smoothing over temperatures, the temperature it recommends, and the two known failures where they are seen.
 *
 * @throws StillpointError RANGE for a weight outside 0..1, no temperature, or one not above 0
 * Source: derived; the two failure cases are KD20's (abstract and summaries), every threshold and rule is ours.
 */
export function teacherHealth(teacher: Logits, options: HealthOptions): TeacherHealth {
  const { teacherWeight, temperatures = TEMPERATURES } = options;
  ensure(
    teacherWeight >= 0 && teacherWeight <= 1,
    "RANGE",
    () => `teacherWeight: expected 0 to 1; got ${teacherWeight}; the label's weight is what is left of 1`,
  );
  ensure(
    temperatures.length > 0,
    "RANGE",
    () => "temperatures: expected at least one; got none; leave them out for 1 to 20",
  );
  const { rows, classes, values, labels } = teacher;
  const conflicting = Array.from(labels.keys()).filter(
    (row) => argmax(values.subarray(row * classes, (row + 1) * classes)) !== labels[row],
  );
  const sweep = temperatures.map((temperature) => teacherSignals(teacher, temperature, teacherWeight));
  const unsoftened = sweep.find(({ temperature }) => temperature === 1) ?? teacherSignals(teacher, 1, teacherWeight);
  const smoothing = smoothingSign(teacher);
  const signs = { unsoftened, smoothing, classes };
  const untold = smoothingUntold(signs);
  return {
    teacher: teacher.name,
    examples: rows,
    classes,
    teacherWeight,
    unsoftened,
    sweep,
    labelConflicts: proportionInterval(conflicting.length, rows),
    conflicting,
    recommended: chooseTemperature(sweep, classes),
    smoothing,
    failures: failuresOf(signs),
    ...(untold === undefined ? {} : { smoothingUntold: untold }),
  };
}
