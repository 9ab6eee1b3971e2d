// What the page reads: the report as JSON gives it back, and the pictures beside it.

import type {
  ControlledDifference,
  GlobalStatement,
  Interval,
  ModalityNames,
  NetworkResult,
  PartResult,
  TaskResult,
} from "@stillpoint/core";

/** JSON has no NaN: every number may be null, with a reason elsewhere. */
export type Json<T> = T extends number
  ? number | null
  : T extends string | undefined
    ? T
    : T extends readonly (infer U)[]
      ? readonly Json<U>[]
      : { readonly [K in keyof T]: Json<T[K]> };

export type IntervalView = Json<Interval>;
export type NetworkView = Json<NetworkResult>;
export type PartView = Json<PartResult>;
export type TaskView = Json<TaskResult> & {
  readonly foregroundRule?: string;
  /** What a pilot decided on how the maps are measured. */
  readonly adaptation?: { readonly told: string };
};

/** A share of pairs with its interval. */
export interface RateView {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  readonly pairs: number;
}

export interface CalibrationView {
  readonly file: string;
  readonly falseSupport: number | Readonly<Record<string, RateView>>;
  readonly power: number | Readonly<Record<string, RateView>>;
  /** Of real networks like the report's own, one for each modality that has any. */
  readonly rows?: readonly CalibrationRowView[];
}

/** Trials of real networks of one modality; every record of rates is by hypothesis or metric. */
export interface CalibrationRowView {
  readonly modality: string;
  readonly seeds: number;
  readonly samples: number;
  readonly trials: number;
  /** Called either way by its interval alone although only chance tells the networks apart. */
  readonly falseVerdicts: Readonly<Record<string, RateView>>;
  /** The same as a report tells it. */
  readonly falseTold: Readonly<Record<string, RateView>>;
  /** Called wrongly more often than 5 % by the whole interval. */
  readonly tooOften: readonly string[];
  readonly found: readonly { readonly effect: number; readonly rates: Readonly<Record<string, RateView>> }[];
}

/** What was run, and how far it has come. */
export interface RunView {
  readonly command?: string;
  readonly versions?: Readonly<Record<string, string>>;
  /** Jobs measured so far, where some are missing. */
  readonly partial?: { readonly done: number; readonly total: number };
  /** Whether the rest is still being measured. */
  readonly running?: boolean;
  /** Titles of tasks still to come. */
  readonly pending?: readonly string[];
  /** The resolved configuration. */
  readonly config?: unknown;
  /** Paths of the data. */
  readonly data?: readonly string[];
  readonly noiseSeed?: number;
  /** What was said of networks and data before anything was measured. */
  readonly notes?: readonly string[];
  /** Digests by name. */
  readonly digests?: Readonly<Record<"checkpoints" | "samples", Readonly<Record<string, string>>>>;
}

export interface ReportView {
  readonly seeds: readonly number[];
  readonly tasks: readonly TaskView[];
  readonly controls?: Readonly<Record<string, string>>;
  /** By task id, each headline number of a trial minus its control's. */
  readonly differenceInDifferences?: Readonly<Record<string, readonly Json<ControlledDifference>[]>>;
  /** Whether the two networks differ at all. */
  readonly global?: GlobalStatement;
  readonly names?: Readonly<Record<string, string>>;
  /** Names of modalities and their units, in the order of the story. */
  readonly modalities?: Readonly<Record<string, ModalityNames>>;
  readonly calibration?: CalibrationView;
  readonly run?: RunView;
}

export interface MapView {
  readonly role: string;
  readonly seed: number;
  readonly step: number;
  readonly entropies: readonly (number | null)[];
  readonly points: readonly number[];
}

export interface GridView {
  readonly kind: "grid";
  readonly rows: number;
  readonly cols: number;
}

interface PointsView {
  readonly kind: "points";
  /** `[n*3]` */
  readonly positions: readonly number[];
}

interface TextBlockView {
  readonly title?: string;
  readonly segments: readonly { readonly text: string; readonly unit: number | null }[];
}

export interface WordsView {
  readonly kind: "words";
  readonly blocks: readonly TextBlockView[];
}

/** How the units of a sample lie. */
export type LayoutView = GridView | PointsView | WordsView;

export interface PictureView {
  readonly task: string;
  readonly sample: string;
  readonly title: string;
  readonly group: string;
  readonly picture?: string;
  readonly mask?: string;
  readonly layout: LayoutView;
  readonly labels?: readonly string[];
  /** One letter per unit: `f` foreground, `b` background, `-` border. */
  readonly regions?: string;
  readonly parts?: readonly (string | null)[];
  readonly maps: readonly MapView[];
}

export interface PageData {
  readonly report: ReportView;
  readonly pictures: readonly PictureView[];
}
