// The shape of report.json. A number that does not exist is null with a reason beside it.

import type {
  BoundResult,
  ControlledDifference,
  CurvePoint,
  EngineSummary,
  GlobalStatement,
  GroupResult,
  Hypothesis,
  Interval,
  LearningDistance,
  ModalityNames,
  NetworkResult,
  PartResult,
  Points,
  SeedResult,
  TaskResult,
  TrajectoryPoint,
} from "@stillpoint/core";
import type { ReportRun } from "./run-record.ts";

/** The schema id of this version; a field may be added under it, never renamed. */
export const REPORT_SCHEMA = "stillpoint.report/1";

export interface ReportInterval {
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Why a number is null; beside numbers, which seeds they leave out. */
  readonly reason?: string;
}

/** Why plain numbers of the same object are null, by field name; in records of numbers by their keys, `role.metric`. */
export interface Reasoned {
  readonly reasons?: Readonly<Record<string, string>>;
}

/** Numbers of a result that always exist. */
export type AlwaysThere = "checkpoints" | "samples" | "seed" | "step" | "threshold" | "maps" | "units" | CountAtBound;
/** Counts of units at a bound. */
export type CountAtBound = "unitsAtBound" | "unitsAtUpper";

/** One field of a result in JSON. */
export type JsonField<Name, Value> = Name extends AlwaysThere
  ? Value extends number | readonly number[] | undefined
    ? Value
    : JsonOf<Value>
  : JsonOf<Value>;

/** Names of the fields that hold numbers which may not exist. */
export type Gaps<Value> = {
  [Name in keyof Value]-?: Name extends AlwaysThere
    ? never
    : NonNullable<Value[Name]> extends number | Readonly<Record<string, Readonly<Record<string, number>>>>
      ? Name
      : never;
}[keyof Value];

/**
 * A result of core in report.json: the same fields; a number that may not exist is `number | null`, with `reasons` in the
 * object around it.
 */
export type JsonOf<Value> = Value extends Interval
  ? ReportInterval
  : Value extends number
    ? number | null
    : Value extends string | boolean | undefined
      ? Value
      : Value extends readonly (infer Item)[]
        ? readonly JsonOf<Item>[]
        : string extends keyof Value
          ? { readonly [Name in keyof Value]: JsonOf<Value[Name]> }
          : { readonly [Name in keyof Value]: JsonField<Name, Value[Name]> } & ([Gaps<Value>] extends [never]
              ? unknown
              : Reasoned);

export type ReportPoints = JsonOf<Points>;
export type ReportDistance = JsonOf<LearningDistance>;
export type ReportNetwork = JsonOf<NetworkResult>;
export type ReportHypothesis = JsonOf<Hypothesis>;
export type ReportPart = JsonOf<PartResult>;
export type ReportCurvePoint = JsonOf<CurvePoint>;
export type ReportTrajectoryPoint = JsonOf<TrajectoryPoint>;
export type ReportSeed = JsonOf<SeedResult>;
export type ReportEngine = JsonOf<EngineSummary>;
export type ReportBound = JsonOf<BoundResult>;
export type ReportGroup = JsonOf<GroupResult>;
export type ReportControlledDifference = JsonOf<ControlledDifference>;

/** A result with what is said of it in words. */
export interface ToldTask extends TaskResult {
  /** What counts as foreground, in a sentence for people. */
  readonly foregroundRule?: string;
  /** How a pilot decided that the maps are measured; absent where every choice was the caller's. */
  readonly adaptation?: ToldAdaptation;
}

/** What a pilot decided for all maps of a task. */
export interface ToldAdaptation {
  /** Energies are averaged over noise of this many σ0 around each sample; 0 for none. */
  readonly smoothing: number;
  /** σ0 as a multiple of the usual one. */
  readonly scale: number;
  /** Maps of the pilot, and how many of them were not linear in their noise, measured as asked. */
  readonly maps: number;
  readonly outside: number;
  /** Mean non-linearity of the role and moment where it is furthest from 1, as asked and as decided. */
  readonly before: number;
  readonly after: number;
  /** Whether the pilot's maps, measured as decided, pass the gate on non-linearity. */
  readonly passes: boolean;
  /** The decision in a sentence for people. */
  readonly told: string;
}

/** One entry per task and layer. */
export type ReportTask = JsonOf<ToldTask>;

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
  /**
   * The same on real networks like the report's own: for each of its modalities the row with the nearest number of seeds.
   * A modality without one has the two shares above alone, which are of a made-up task.
   */
  readonly rows?: readonly ReportCalibrationRow[];
}

/** Trials of real networks of one modality with so many seeds; every record of rates is by hypothesis or metric. */
export interface ReportCalibrationRow {
  readonly modality: string;
  readonly seeds: number;
  /** Measured samples of a trial. */
  readonly samples: number;
  readonly trials: number;
  /** Called supported or contradicted by its interval alone although the networks differ by chance alone. */
  readonly falseVerdicts: Readonly<Record<string, ReportRate>>;
  /** The same as a report tells: adjusted for all its claims, behind gates. */
  readonly falseTold: Readonly<Record<string, ReportRate>>;
  /** Called wrongly more often than 5 % by the whole interval, by either rule or where an effect favours neither network. */
  readonly tooOften: readonly string[];
  /** Told as supported where an effect of so many nats was planted, of another size in each picture. */
  readonly found: readonly { readonly effect: number; readonly rates: Readonly<Record<string, ReportRate>> }[];
}

export interface Report {
  readonly schema: typeof REPORT_SCHEMA;
  readonly seeds: readonly number[];
  readonly tasks: readonly ReportTask[];
  /** Task id to the id of its control: the same task without the effect to be found. */
  readonly controls?: Readonly<Record<string, string>>;
  /** By task id, each headline number of a trial minus its control's, for tasks in `controls`. */
  readonly differenceInDifferences?: Readonly<Record<string, readonly ReportControlledDifference[]>>;
  /** Whether the two networks differ at all, over all tasks that are no controls. */
  readonly global?: GlobalStatement;
  /** Task family (the id before `@`) to words for people. */
  readonly names?: Readonly<Record<string, string>>;
  /** Modality to what it and its units are called, in the order in which the page tells of them. */
  readonly modalities?: Readonly<Record<string, ModalityNames>>;
  readonly calibration?: ReportCalibration;
  readonly run?: ReportRun;
}
