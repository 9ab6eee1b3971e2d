// Results in memory -> report.json: NaN becomes null with a reason, keys come in one fixed order.

import type { ControlledDifference, GlobalStatement, ModalityNames, TaskResult } from "@stillpoint/core";
import { sorted } from "./key-order.ts";
import { modalitiesRecord } from "./modality-names.ts";
import {
  REPORT_SCHEMA,
  type Report,
  type ReportCalibration,
  type ReportCalibrationRow,
  type ReportControlledDifference,
  type ReportRate,
  type ReportTask,
  type ToldAdaptation,
} from "./report.ts";
import { type ReportRun, runRecord } from "./run-record.ts";
import { controlledForm, taskForm } from "./task-form.ts";

/** Everything a report is made of; `run` is the only part that may differ between equal results. */
export interface ReportInput {
  readonly seeds: readonly number[];
  readonly tasks: readonly TaskResult[];
  readonly controls?: Readonly<Record<string, string>>;
  /** By the ids of `controls`. */
  readonly differenceInDifferences?: Readonly<Record<string, readonly ControlledDifference[]>>;
  readonly global?: GlobalStatement;
  readonly names?: Readonly<Record<string, string>>;
  /** Task family (the id before `@`) to what counts as foreground, in a sentence. */
  readonly foregroundRules?: Readonly<Record<string, string>>;
  /** Task id to what a pilot decided for it. */
  readonly adaptations?: Readonly<Record<string, ToldAdaptation>>;
  /** Modality to what it and its units are called; the page tells of them in this order. */
  readonly modalities?: Readonly<Record<string, ModalityNames>>;
  readonly calibration?: ReportCalibration;
  readonly run?: ReportRun;
}

function task(value: TaskResult, { foregroundRules = {}, adaptations = {} }: ReportInput): ReportTask {
  const foregroundRule = foregroundRules[value.id.split("@")[0] ?? value.id];
  const adaptation = adaptations[value.id];
  const told = {
    ...value,
    ...(foregroundRule === undefined ? {} : { foregroundRule }),
    ...(adaptation === undefined ? {} : { adaptation }),
  };
  // What is missing is told by the objects inside.
  return taskForm.write(told, () => undefined);
}

function controlled(value: ControlledDifference): ReportControlledDifference {
  return controlledForm.write(value, () => undefined);
}

function statement({ statistic, p, flips, units, claims }: GlobalStatement): GlobalStatement {
  return { statistic, p, flips, units, claims };
}

function rates(value: ReportCalibration["power"]): ReportCalibration["power"] {
  if (typeof value === "number") return value;
  return sorted(value, rate);
}

function rate({ rate: share, low, high, pairs }: ReportRate): ReportRate {
  return { rate: share, low, high, pairs };
}

function calibration({ file, falseSupport, power, rows }: ReportCalibration): ReportCalibration {
  const known = rows === undefined ? {} : { rows: rows.map(calibrationRow) };
  return { file, falseSupport: rates(falseSupport), power: rates(power), ...known };
}

function calibrationRow(row: ReportCalibrationRow): ReportCalibrationRow {
  const { modality, seeds, samples, trials, falseVerdicts, falseTold, tooOften, found } = row;
  return {
    modality,
    seeds,
    samples,
    trials,
    falseVerdicts: sorted(falseVerdicts, rate),
    falseTold: sorted(falseTold, rate),
    tooOften: [...tooOften],
    found: found.map(({ effect, rates: own }) => ({ effect, rates: sorted(own, rate) })),
  };
}

/** The report as plain JSON data, keys in fixed order, NaN and infinities as null with a reason. */
export function toReport(input: ReportInput): Report {
  return {
    schema: REPORT_SCHEMA,
    seeds: [...input.seeds],
    tasks: input.tasks.map((one) => task(one, input)),
    ...(input.controls ? { controls: sorted(input.controls, (id) => id) } : {}),
    ...(input.differenceInDifferences
      ? { differenceInDifferences: sorted(input.differenceInDifferences, (all) => all.map(controlled)) }
      : {}),
    ...(input.global ? { global: statement(input.global) } : {}),
    ...(input.names ? { names: sorted(input.names, (name) => name) } : {}),
    ...(input.modalities ? { modalities: modalitiesRecord(input.modalities) } : {}),
    ...(input.calibration ? { calibration: calibration(input.calibration) } : {}),
    ...(input.run ? { run: runRecord(input.run) } : {}),
  };
}

/**
 * report.json as text: the same results give the same bytes. Nothing in it reads a clock; only `run`, at the end,
 * may differ between equal results.
 */
export function toReportJson(input: ReportInput): string {
  return `${JSON.stringify(toReport(input), null, 1)}\n`;
}
