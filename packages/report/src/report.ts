// The shape of report.json. A number that does not exist is null with a reason beside it.

import type { Exclusion, HypothesisId, ModalityNames, Recipe, Verdict } from "@stillpoint/core";
import type { ReportRun } from "./run-record.ts";

/** The schema id of this version; a field may be added under it, never renamed. */
export const REPORT_SCHEMA = "stillpoint.report/1";

export interface ReportInterval {
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Why a number is null. */
  readonly reason?: string;
}

/** Why plain numbers of the same object are null, by field name. */
export interface Reasoned {
  readonly reasons?: Readonly<Record<string, string>>;
}

export interface ReportPoints {
  readonly foregroundCount: ReportInterval;
  readonly backgroundCount: ReportInterval;
  readonly foregroundRatio: ReportInterval;
}

export interface ReportDistance {
  readonly mean: ReportInterval;
  readonly variance: ReportInterval;
  readonly standardDeviation: ReportInterval;
}

export interface ReportNetwork extends ReportPoints {
  readonly accuracy?: Readonly<Record<string, ReportInterval>>;
  readonly learningDistance: ReportDistance;
  readonly learningDistanceBy: {
    readonly layerPerCheckpoint: ReportDistance;
    readonly networkPerStep: ReportDistance;
    readonly networkPerCheckpoint: ReportDistance;
    readonly shareOfPath: ReportDistance;
    readonly steps: ReportDistance;
  };
  readonly stability: ReportInterval;
  readonly entropyGap: ReportInterval;
  readonly atPeak: ReportPoints;
  readonly spreadNormalised: ReportPoints & { readonly stability: ReportInterval };
  readonly spread: ReportInterval;
  readonly peakTies?: ReportInterval;
}

export interface ReportHypothesis {
  readonly id: HypothesisId;
  readonly expected: "distilled > scratch" | "distilled < scratch";
  readonly difference: ReportInterval;
  readonly verdict: Verdict;
  readonly nullDifference?: ReportInterval;
  /** Why there is no verdict. */
  readonly reason?: string;
  /** Which path H2 measures. */
  readonly distance?: "layerPerStep" | "layerPerCheckpoint";
  /** The same with seeds as the only unit of replication. */
  readonly overSeeds?: { readonly difference: ReportInterval; readonly verdict: Verdict; readonly flips?: true };
  /** Whether the mean difference has the sign that the paper reports; absent where there is no difference. */
  readonly signAgrees?: boolean;
  /** The verdict differs between the upper bounds of σ and therefore is inconclusive. */
  readonly flips?: true;
  /** What each bound says, where the verdict flips. */
  readonly note?: string;
}

export interface ReportPart {
  readonly samples?: number;
  readonly units: ReportInterval;
  readonly points: Readonly<Record<string, ReportInterval>>;
  readonly entropyGap: Readonly<Record<string, ReportInterval>>;
  readonly pointsDifference: ReportInterval;
  readonly entropyGapDifference: ReportInterval;
  readonly nullPointsDifference?: ReportInterval;
  readonly nullEntropyGapDifference?: ReportInterval;
}

export interface ReportCount extends Reasoned {
  readonly foregroundCount: number | null;
  readonly backgroundCount: number | null;
  readonly foregroundRatio: number | null;
}

export interface ReportCurvePoint {
  readonly threshold: number;
  readonly networks: Readonly<Record<string, ReportCount>>;
}

export interface ReportTrajectoryPoint extends Reasoned {
  readonly step: number;
  readonly layerPath: number | null;
  readonly networkPath: number | null;
  readonly foregroundCount: number | null;
  readonly backgroundCount: number | null;
  readonly kept: number | null;
  readonly dropped: number | null;
}

/** Keys of `reasons` are `role.metric`. */
export interface ReportSeed extends Reasoned {
  readonly seed: number;
  readonly networks: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
}

export interface ReportEngine extends Reasoned {
  readonly recipe: Recipe;
  readonly threshold: number;
  readonly backgroundReference: "sample" | "data-set";
  readonly maps: number;
  readonly passes: number | null;
  readonly meanEntropy: number | null;
  readonly distortion: number | null;
  readonly nonLinearity: number | null;
  readonly monteCarloError: number | null;
  readonly unitsAtBound: number | null;
  /** Of `unitsAtBound` those at the upper bound. */
  readonly unitsAtUpper?: number;
  /** All units of all maps. */
  readonly units?: number;
  /** Mean of realised D / D0. */
  readonly realisedRatio?: number | null;
}

/** The same maps under another upper bound of σ; verdicts are those of this bound alone. */
export interface ReportBound extends Reasoned {
  /** Input units. */
  readonly upper: number | null;
  readonly unitsAtBound: number;
  readonly networks: Readonly<Record<string, ReportNetwork>>;
  readonly hypotheses: readonly ReportHypothesis[];
}

export interface ReportGroup {
  readonly samples: number;
  readonly entropyGapDifference?: ReportInterval;
  readonly nullEntropyGapDifference?: ReportInterval;
  readonly networks: Readonly<Record<string, ReportNetwork>>;
  readonly hypotheses: readonly ReportHypothesis[];
  readonly parts: Readonly<Record<string, ReportPart>>;
}

/** One entry per task and layer. */
export interface ReportTask extends ReportGroup {
  /** What counts as foreground, in a sentence for people. */
  readonly foregroundRule?: string;
  readonly id: string;
  readonly modality: string;
  readonly layer: string;
  readonly checkpoints: readonly number[];
  readonly groups: Readonly<Record<string, ReportGroup>>;
  readonly curve: readonly ReportCurvePoint[];
  readonly trajectories: Readonly<Record<string, readonly ReportTrajectoryPoint[]>>;
  readonly bySeed: readonly ReportSeed[];
  readonly exclusions: readonly Exclusion[];
  readonly engine: ReportEngine;
  /** Absent where maps carry no second bound; `hypotheses` then hold under both bounds or are inconclusive. */
  readonly atSecondBound?: ReportBound;
}

/** A share of pairs of networks with its Clopper-Pearson interval, all 0..1. */
export interface ReportRate {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  /** Pairs it was counted on. */
  readonly pairs: number;
}

/**
 * How often verdicts are wrong on pairs that do not differ, and how often they find a planted effect: one share, or one
 * for every hypothesis (or other named effect) with its interval.
 */
export interface ReportCalibration {
  readonly file: string;
  readonly falseSupport: number | Readonly<Record<string, ReportRate>>;
  readonly power: number | Readonly<Record<string, ReportRate>>;
}

export interface Report {
  readonly schema: typeof REPORT_SCHEMA;
  readonly seeds: readonly number[];
  readonly tasks: readonly ReportTask[];
  /** Task id to the id of its control: the same task without the effect to be found. */
  readonly controls?: Readonly<Record<string, string>>;
  /** Task family (the id before `@`) to words for people. */
  readonly names?: Readonly<Record<string, string>>;
  /** Modality to what it and its units are called, in the order in which the page tells of them. */
  readonly modalities?: Readonly<Record<string, ModalityNames>>;
  readonly calibration?: ReportCalibration;
  readonly run?: ReportRun;
}
