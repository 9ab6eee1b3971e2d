// Results in memory -> report.json: NaN becomes null with a reason, keys come in one fixed order.

import type {
  BoundResult,
  CurvePoint,
  EngineSummary,
  ModalityNames,
  SeedResult,
  TaskResult,
  TrajectoryPoint,
} from "@stillpoint/core";
import { group, hypothesis, network } from "./group-json.ts";
import { sorted } from "./key-order.ts";
import { known, reasonsFor } from "./missing.ts";
import { modalitiesRecord } from "./modality-names.ts";
import {
  REPORT_SCHEMA,
  type Report,
  type ReportBound,
  type ReportCalibration,
  type ReportCurvePoint,
  type ReportEngine,
  type ReportSeed,
  type ReportTask,
  type ReportTrajectoryPoint,
} from "./report.ts";
import { type ReportRun, runRecord } from "./run-record.ts";

/** Everything a report is made of; `run` is the only part that may differ between equal results. */
export interface ReportInput {
  readonly seeds: readonly number[];
  readonly tasks: readonly TaskResult[];
  readonly controls?: Readonly<Record<string, string>>;
  readonly names?: Readonly<Record<string, string>>;
  /** Task family (the id before `@`) to what counts as foreground, in a sentence. */
  readonly foregroundRules?: Readonly<Record<string, string>>;
  /** Modality to what it and its units are called; the page tells of them in this order. */
  readonly modalities?: Readonly<Record<string, ModalityNames>>;
  readonly calibration?: ReportCalibration;
  readonly run?: ReportRun;
}

function curvePoint(value: CurvePoint): ReportCurvePoint {
  return {
    threshold: value.threshold,
    networks: sorted(value.networks, ({ foregroundCount, backgroundCount, foregroundRatio }) => ({
      foregroundCount: known(foregroundCount),
      backgroundCount: known(backgroundCount),
      foregroundRatio: known(foregroundRatio),
      ...reasonsFor({ foregroundCount, backgroundCount, foregroundRatio }),
    })),
  };
}

function trajectoryPoint(value: TrajectoryPoint): ReportTrajectoryPoint {
  const { step, layerPath, networkPath, foregroundCount, backgroundCount, kept, dropped } = value;
  return {
    step,
    layerPath: known(layerPath),
    networkPath: known(networkPath),
    foregroundCount: known(foregroundCount),
    backgroundCount: known(backgroundCount),
    kept: known(kept),
    dropped: known(dropped),
    ...reasonsFor({ layerPath, networkPath, foregroundCount, backgroundCount, kept, dropped }),
  };
}

function seedResult(value: SeedResult): ReportSeed {
  const named: Record<string, number> = {};
  for (const [role, metrics] of Object.entries(value.networks)) {
    for (const [metric, number] of Object.entries(metrics)) named[`${role}.${metric}`] = number;
  }
  return {
    seed: value.seed,
    networks: sorted(value.networks, (metrics) => sorted(metrics, known)),
    ...reasonsFor(sorted(named, (number) => number)),
  };
}

function engine(value: EngineSummary): ReportEngine {
  const { passes, meanEntropy, distortion, nonLinearity, monteCarloError, unitsAtBound } = value;
  return {
    recipe: value.recipe,
    threshold: value.threshold,
    backgroundReference: value.backgroundReference,
    maps: value.maps,
    passes: known(passes),
    meanEntropy: known(meanEntropy),
    distortion: known(distortion),
    nonLinearity: known(nonLinearity),
    monteCarloError: known(monteCarloError),
    unitsAtBound: known(unitsAtBound),
    ...(value.unitsAtUpper === undefined ? {} : { unitsAtUpper: value.unitsAtUpper }),
    ...(value.units === undefined ? {} : { units: value.units }),
    ...(value.realisedRatio === undefined ? {} : { realisedRatio: known(value.realisedRatio) }),
    ...reasonsFor({
      ...(value.realisedRatio === undefined ? {} : { realisedRatio: value.realisedRatio }),
      passes,
      meanEntropy,
      distortion,
      nonLinearity,
      monteCarloError,
      unitsAtBound,
    }),
  };
}

function bound({ upper, unitsAtBound, networks, hypotheses }: BoundResult): ReportBound {
  return {
    upper: known(upper),
    unitsAtBound,
    networks: sorted(networks, network),
    hypotheses: hypotheses.map(hypothesis),
    ...reasonsFor({ upper }),
  };
}

function task(value: TaskResult, rules: Readonly<Record<string, string>>): ReportTask {
  const foregroundRule = rules[value.id.split("@")[0] ?? value.id];
  return {
    id: value.id,
    ...(foregroundRule === undefined ? {} : { foregroundRule }),
    modality: value.modality,
    layer: value.layer,
    checkpoints: [...value.checkpoints],
    ...group(value),
    groups: sorted(value.groups, group),
    curve: value.curve.map(curvePoint),
    trajectories: sorted(value.trajectories, (moments) => moments.map(trajectoryPoint)),
    bySeed: value.bySeed.map(seedResult),
    exclusions: value.exclusions.map(({ sample, reason }) => ({ sample, reason })),
    engine: engine(value.engine),
    ...(value.atSecondBound ? { atSecondBound: bound(value.atSecondBound) } : {}),
  };
}

function rates(value: ReportCalibration["power"]): ReportCalibration["power"] {
  if (typeof value === "number") return value;
  return sorted(value, ({ rate, low, high, pairs }) => ({ rate, low, high, pairs }));
}

function calibration({ file, falseSupport, power }: ReportCalibration): ReportCalibration {
  return { file, falseSupport: rates(falseSupport), power: rates(power) };
}

/** The report as plain JSON data, keys in fixed order, NaN and infinities as null with a reason. */
export function toReport(input: ReportInput): Report {
  return {
    schema: REPORT_SCHEMA,
    seeds: [...input.seeds],
    tasks: input.tasks.map((one) => task(one, input.foregroundRules ?? {})),
    ...(input.controls ? { controls: sorted(input.controls, (id) => id) } : {}),
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
