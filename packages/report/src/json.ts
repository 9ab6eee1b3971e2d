// Results in memory -> report.json: NaN becomes null with a reason, keys come in one fixed order.

import type {
  CurvePoint,
  EngineSummary,
  GroupResult,
  Hypothesis,
  Interval,
  LearningDistance,
  NetworkResult,
  PartResult,
  Points,
  SeedResult,
  TaskResult,
  TrajectoryPoint,
} from "@stillpoint/core";
import { known, reasonsFor } from "./missing.ts";
import {
  REPORT_SCHEMA,
  type Report,
  type ReportCalibration,
  type ReportCurvePoint,
  type ReportDistance,
  type ReportEngine,
  type ReportGroup,
  type ReportHypothesis,
  type ReportInterval,
  type ReportNetwork,
  type ReportPart,
  type ReportPoints,
  type ReportRun,
  type ReportSeed,
  type ReportTask,
  type ReportTrajectoryPoint,
} from "./report.ts";

/** Everything a report is made of; `run` is the only part that may differ between equal results. */
export interface ReportInput {
  readonly seeds: readonly number[];
  readonly tasks: readonly TaskResult[];
  readonly controls?: Readonly<Record<string, string>>;
  readonly names?: Readonly<Record<string, string>>;
  readonly calibration?: ReportCalibration;
  readonly run?: ReportRun;
}

const ROLES: readonly string[] = ["teacher", "distilled", "scratch", "placebo", "null"];

function rank(key: string): number {
  const at = ROLES.indexOf(key);
  return at < 0 ? ROLES.length : at;
}

/** Roles first, in the order of the story; the rest by code point, which no locale can change. */
function sorted<T, U>(record: Readonly<Record<string, T>>, convert: (value: T) => U): Record<string, U> {
  const keys = Object.keys(record).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const result: Record<string, U> = {};
  for (const key of keys) {
    const value = record[key];
    if (value !== undefined) result[key] = convert(value);
  }
  return result;
}

function interval(value: Interval): ReportInterval {
  const numbers = { mean: known(value.mean), low: known(value.low), high: known(value.high) };
  if (numbers.mean !== null && numbers.low !== null && numbers.high !== null) return numbers;
  const missing = numbers.mean === null ? "not defined for these samples" : "too few seeds or samples for an interval";
  return { ...numbers, reason: value.reason ?? missing };
}

function points(value: Points): ReportPoints {
  return {
    foregroundCount: interval(value.foregroundCount),
    backgroundCount: interval(value.backgroundCount),
    foregroundRatio: interval(value.foregroundRatio),
  };
}

function distance(value: LearningDistance): ReportDistance {
  return {
    mean: interval(value.mean),
    variance: interval(value.variance),
    standardDeviation: interval(value.standardDeviation),
  };
}

function network(value: NetworkResult): ReportNetwork {
  const by = value.learningDistanceBy;
  return {
    ...(value.accuracy ? { accuracy: sorted(value.accuracy, interval) } : {}),
    ...points(value),
    learningDistance: distance(value.learningDistance),
    learningDistanceBy: {
      layerPerCheckpoint: distance(by.layerPerCheckpoint),
      networkPerStep: distance(by.networkPerStep),
      networkPerCheckpoint: distance(by.networkPerCheckpoint),
      shareOfPath: distance(by.shareOfPath),
      steps: distance(by.steps),
    },
    stability: interval(value.stability),
    entropyGap: interval(value.entropyGap),
    atPeak: points(value.atPeak),
    spreadNormalised: { ...points(value.spreadNormalised), stability: interval(value.spreadNormalised.stability) },
    spread: interval(value.spread),
    ...(value.peakTies ? { peakTies: interval(value.peakTies) } : {}),
  };
}

function part(value: PartResult): ReportPart {
  const { nullPointsDifference, nullEntropyGapDifference } = value;
  return {
    ...(value.samples === undefined ? {} : { samples: value.samples }),
    units: interval(value.units),
    points: sorted(value.points, interval),
    entropyGap: sorted(value.entropyGap, interval),
    pointsDifference: interval(value.pointsDifference),
    entropyGapDifference: interval(value.entropyGapDifference),
    ...(nullPointsDifference ? { nullPointsDifference: interval(nullPointsDifference) } : {}),
    ...(nullEntropyGapDifference ? { nullEntropyGapDifference: interval(nullEntropyGapDifference) } : {}),
  };
}

function hypothesis(value: Hypothesis): ReportHypothesis {
  const { nullDifference, reason, distance: path, overSeeds } = value;
  return {
    id: value.id,
    expected: value.expected,
    difference: interval(value.difference),
    verdict: value.verdict,
    ...(nullDifference ? { nullDifference: interval(nullDifference) } : {}),
    ...(reason === undefined ? {} : { reason }),
    ...(path === undefined ? {} : { distance: path }),
    ...(overSeeds ? { overSeeds: { difference: interval(overSeeds.difference), verdict: overSeeds.verdict } } : {}),
  };
}

function group(value: GroupResult): ReportGroup {
  const { entropyGapDifference, nullEntropyGapDifference } = value;
  return {
    samples: value.samples,
    ...(entropyGapDifference ? { entropyGapDifference: interval(entropyGapDifference) } : {}),
    ...(nullEntropyGapDifference ? { nullEntropyGapDifference: interval(nullEntropyGapDifference) } : {}),
    networks: sorted(value.networks, network),
    hypotheses: value.hypotheses.map(hypothesis),
    parts: sorted(value.parts, part),
  };
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
    ...reasonsFor({ passes, meanEntropy, distortion, nonLinearity, monteCarloError, unitsAtBound }),
  };
}

function task(value: TaskResult): ReportTask {
  return {
    id: value.id,
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
  };
}

function calibration({ file, falseSupport, power }: ReportCalibration): ReportCalibration {
  return { file, falseSupport, power };
}

function run({ command, versions, partial }: ReportRun): ReportRun {
  return {
    ...(command === undefined ? {} : { command }),
    ...(versions ? { versions: sorted(versions, (version) => version) } : {}),
    ...(partial ? { partial: { done: partial.done, total: partial.total } } : {}),
  };
}

/** The report as plain JSON data, keys in fixed order, NaN and infinities as null with a reason. */
export function toReport(input: ReportInput): Report {
  return {
    schema: REPORT_SCHEMA,
    seeds: [...input.seeds],
    tasks: input.tasks.map(task),
    ...(input.controls ? { controls: sorted(input.controls, (id) => id) } : {}),
    ...(input.names ? { names: sorted(input.names, (name) => name) } : {}),
    ...(input.calibration ? { calibration: calibration(input.calibration) } : {}),
    ...(input.run ? { run: run(input.run) } : {}),
  };
}

/**
 * report.json as text: the same results give the same bytes. Nothing in it reads a clock; only `run`, at the end,
 * may differ between equal results.
 */
export function toReportJson(input: ReportInput): string {
  return `${JSON.stringify(toReport(input), null, 1)}\n`;
}
