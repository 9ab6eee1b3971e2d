// What `stillpoint mechanism` is asked for, checked before anything is read.

import type { PresetName } from "@stillpoint/bench";
import { StillpointError } from "@stillpoint/core";

export interface MechanismOptions {
  readonly teacher?: string;
  readonly student?: readonly string[];
  readonly scratch?: readonly string[];
  readonly selfDistilled?: readonly string[];
  readonly placebo?: readonly string[];
  readonly temperature?: number;
  readonly teacherWeight?: number;
  readonly temperatureSquared?: "yes" | "no";
  readonly temperatures: readonly string[];
  readonly ids?: string;
  readonly labels?: string;
  readonly sameOrder: boolean;
  readonly again?: string;
  readonly templates?: readonly string[];
  readonly features?: readonly string[];
  readonly lintLoss?: string;
  readonly accuracy: boolean;
  readonly preset?: PresetName;
  readonly tasks?: string;
  readonly seeds?: number;
  readonly resume: boolean;
  readonly seed: number;
  readonly subject?: string;
  readonly out: string;
  readonly overwrite: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly workers?: number;
}

/** Throws `USAGE` for students without the loss they were taught with, and options that say nothing without others. */
export function ensureOptions(options: MechanismOptions, students: number): void {
  const { temperature, teacherWeight, temperatureSquared, lintLoss, templates = [], features = [] } = options;
  const missing = [
    temperature === undefined ? ["--temperature"] : [],
    teacherWeight === undefined ? ["--teacher-weight"] : [],
    temperatureSquared === undefined ? ["--temperature-squared"] : [],
  ].flat();
  if (students > 0 && missing.length > 0 && lintLoss === undefined)
    throw usage(
      `students: expected the loss they were taught with; got no ${missing.join(" and no ")}; give all three (--lint-loss finds them from printed losses)`,
    );
  if (lintLoss !== undefined && students !== 1)
    throw usage(
      `--lint-loss: expected one --student, the network whose loss was printed; got ${students}; name it alone`,
    );
  if (templates.length !== features.length || (templates.length > 0 && templates.length !== students))
    throw usage(
      `--templates and --features: expected one of each for every student; got ${templates.length} and ${features.length} for ${students}; name them in the students' order`,
    );
}

/** T beyond which softmaxes are one class or all, and T² leaves float64 no digits. */
export const COLDEST = 0.01;
export const HOTTEST = 1000;

export function isTemperature(value: number): boolean {
  return value >= COLDEST && value <= HOTTEST;
}

/** Throws `USAGE` for files beside a preset, which brings its own. */
export function ensureAlone({ preset, ...options }: MechanismOptions, config: string | undefined): void {
  const { teacher, student, scratch, selfDistilled, placebo } = options;
  const file =
    config ?? teacher ?? [student, scratch, selfDistilled, placebo].find((files) => files !== undefined)?.[0];
  if (file !== undefined)
    throw usage(
      `--preset ${preset}: expected no files, it brings data and a teacher of its own; got ${file}; leave one of the two out`,
    );
}

/** Throws `USAGE` for what only a preset has. */
export function ensureFiles({ tasks, seeds, resume }: MechanismOptions): void {
  const found = tasks !== undefined ? "--tasks" : seeds !== undefined ? "--seeds" : resume ? "--resume" : undefined;
  if (found !== undefined)
    throw usage(`${found}: expected a --preset, which trains students; got none; add --preset quick or leave it out`);
}

/** T of the sweep; undefined for the default's. Throws `USAGE`. */
export function sweepOf(texts: readonly string[]): readonly number[] | undefined {
  if (texts.length === 0) return undefined;
  const values = texts.map((text) => (text.trim() === "" ? Number.NaN : Number(text)));
  if (values.every(isTemperature)) return [...new Set(values)].sort((a, b) => a - b);
  throw usage(
    `--temperatures: expected numbers from ${COLDEST} to ${HOTTEST} separated by commas; got ${texts.join(",")}; write 1,2,4,8`,
  );
}

export function usage(message: string): StillpointError {
  return new StillpointError("USAGE", message);
}
