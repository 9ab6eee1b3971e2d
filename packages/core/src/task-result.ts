// The answer for one task and layer, in memory. Undefined numbers are NaN with a `reason`; the report writes null.

import type { AccuracyStop } from "./accuracy-stop.ts";
import type { Role } from "./contract.ts";
import type { CurvePoint, TrajectoryPoint } from "./course-result.ts";
import type { EngineSummary } from "./engine-result.ts";
import type { PathOrigins, PathSource } from "./measurement.ts";

/** A mean with its 95 % interval over crossed seeds and samples. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Why numbers are NaN; beside numbers, which seeds they leave out. */
  readonly reason?: string;
}

/** Knowledge points at one moment of training, means per sample. Named parts are left out but in `rawCounts`. */
export interface Points {
  readonly foregroundCount: Interval;
  readonly backgroundCount: Interval;
  /** N_fg / (N_fg + N_bg); samples with no point at all are excluded and listed. */
  readonly foregroundRatio: Interval;
}

/** Weight-space distance at each sample's peak: mean, population variance and standard deviation over samples. */
export interface LearningDistance {
  readonly mean: Interval;
  readonly variance: Interval;
  readonly standardDeviation: Interval;
}

/** The six numbers of the paper for one network, at the last checkpoint unless said otherwise. */
export interface NetworkResult extends Points {
  /** Share of correct answers by sample group, mean over seeds; absent where not measured. */
  readonly accuracy?: Readonly<Record<string, Interval>>;
  /** The layer's own per-step path, raw (the paper's code). */
  readonly learningDistance: LearningDistance;
  /** The same peak measured other ways, because students and scratch networks take steps of different size. */
  readonly learningDistanceBy: {
    readonly layerPerCheckpoint: LearningDistance;
    readonly networkPerStep: LearningDistance;
    readonly networkPerCheckpoint: LearningDistance;
    /** Divided by the layer's whole path: 0..1. */
    readonly shareOfPath: LearningDistance;
    /** In training steps. */
    readonly steps: LearningDistance;
  };
  readonly stability: Interval;
  /** Mean entropy of background minus mean entropy of foreground, nats; larger = sharper on the object. */
  readonly entropyGap: Interval;
  /** At the checkpoint where each sample's foreground count peaks. */
  readonly atPeak: Points;
  /** Maps rescaled to the same spread (the reference network's, per seed) before counting. */
  readonly spreadNormalised: Points & { readonly stability: Interval };
  /** Standard deviation of entropies over the units of a map, nats. */
  readonly spread: Interval;
  /** Share of samples whose foreground count reaches its maximum at more than one checkpoint, 0..1. */
  readonly peakTies?: Interval;
  // Numbers of later versions; a report of an earlier one lacks them.
  /**
   * The probability that a random foreground unit lies below a random background unit, ties half, 0..1 (the area under
   * the ROC curve); 0.5 = the map says nothing of the object. Needs no threshold. Named parts are left out.
   */
  readonly foregroundRank?: Interval;
  /** `entropyGap` without the units of named parts, nats. */
  readonly entropyGapOutsideParts?: Interval;
  /** Points gained since step 0: the counts minus those of the initial weights. NaN where these were not measured. */
  readonly foregroundGain?: Interval;
  readonly backgroundGain?: Interval;
  /** Pearson's correlation of a sample's first map, at step 0, with its last, over units outside named parts. */
  readonly mapCorrelation?: Interval;
  /** The counts with the units of named parts, as the paper counts. */
  readonly rawCounts?: Points;
}

/** In the order of reports. */
export const HYPOTHESES = [
  "H1.foregroundCount",
  "H1.backgroundCount",
  "H1.foregroundRatio",
  "H2.meanDistance",
  "H2.varianceOfDistance",
  "H3.stability",
] as const;

export type HypothesisId = (typeof HYPOTHESES)[number];

export const VERDICTS = ["supported", "contradicted", "inconclusive", "withheld", "no-verdict"] as const;

export type Verdict = (typeof VERDICTS)[number];

/** What may keep a verdict from being told, in the order of reports. */
export const GATES = ["non-linearity", "stated-error", "bounds", "samples", "threshold", "spread", "distance"] as const;

export type GateId = (typeof GATES)[number];

/** Why the instrument cannot tell: a claim with one is never called supported or contradicted. */
export interface Gate {
  readonly id: GateId;
  /** For people, with the numbers. */
  readonly reason: string;
}

/** What the paper says of two networks, the treated one first: `distilled > scratch`. */
export type Expectation = `${Role} ${">" | "<"} ${Role}`;

export interface Hypothesis {
  readonly id: HypothesisId;
  readonly expected: Expectation;
  /** treated − reference, paired by seed and sample. */
  readonly difference: Interval;
  /**
   * Two-sided p value of no difference, of this claim alone; under two upper bounds of σ the larger of the two. NaN without
   * an interval.
   */
  readonly p?: number;
  /** `p` adjusted for all claims of its family in a report; absent outside of one and where `p` takes no part. */
  readonly adjusted?: AdjustedP;
  /** In a report by `adjusted.benjaminiHochberg`, else by `difference` alone. */
  readonly verdict: Verdict;
  /** What `difference` alone says, beside the verdict; in a report, and where a verdict is withheld. */
  readonly unadjusted?: Verdict;
  /** Whether the mean difference has the sign that the paper reports; absent where there is no difference. */
  readonly signAgrees?: boolean;
  /**
   * null − reference, on the samples that these two define: what a difference of no meaning looks like.
   * Absent without a null network.
   */
  readonly nullDifference?: Interval;
  /** Why there is no verdict, or why it is withheld. */
  readonly reason?: string;
  /** What keeps a verdict from being told, whether or not there is one to withhold; absent where nothing does. */
  readonly gates?: readonly Gate[];
  /** The verdict differs between the upper bounds of σ and therefore is inconclusive. */
  readonly flips?: true;
  /** What each bound says, where the verdict flips. */
  readonly note?: string;
  /** Which path H2 measures: the per-step path of the layer where every run knows it, else the per-checkpoint one. */
  readonly distance?: "layerPerStep" | "layerPerCheckpoint";
  /**
   * Where H2's path comes from, of the two compared networks the less known one: the record of the training, or the
   * weights of exported files, which are the trained ones only where the exporter changed nothing.
   */
  readonly pathSource?: PathSource;
  /**
   * The same difference with seeds as the only unit of replication: Student's t over one number per seed. It speaks of
   * these samples only; never adjusted.
   */
  readonly overSeeds?: { readonly difference: Interval; readonly verdict: Verdict; readonly flips?: true };
}

/** A p value adjusted for the other claims of a report, by two rules. */
export interface AdjustedP {
  /** Of those at most q, a share of about q is wrong in expectation. */
  readonly benjaminiHochberg: number;
  /** Any of those at most q is wrong with probability q at most. */
  readonly holm: number;
}

/** A difference with what its interval rests on; NaN where there is none. */
export interface Estimate {
  readonly difference: Interval;
  /** Two-sided, of no difference, not adjusted. */
  readonly p: number;
  /** `standardError²` is the variance of `perSeed` (divisor S − 1) / S plus `samplesError²`. */
  readonly standardError: number;
  /** Of the samples alone: standard deviation of their means over seeds (divisor n − 1) / √n where none is missing. */
  readonly samplesError: number;
  /** Of Student's t, by Satterthwaite. */
  readonly degrees: number;
  /** n: samples with a value in any seed that counts. */
  readonly samples: number;
  /** The difference within each of the S seeds that count; `difference` is their mean. */
  readonly perSeed: readonly SeedDifference[];
}

export interface SeedDifference {
  readonly seed: number;
  readonly difference: number;
}

/** Which number of a report is meant. */
export interface Headline {
  /** A metric of `bySeed`; of a part `points` or `entropyGap`. */
  readonly metric: string;
  readonly part?: string;
  /** Of the metric over samples, within each seed. */
  readonly statistic: "mean" | "variance";
  /** The hypothesis that is about it. */
  readonly claim?: HypothesisId;
}

/** One headline number between two roles, treated − reference, on the samples that these two define. */
export interface RoleContrast extends Headline, Estimate {
  readonly treated: Role;
  readonly reference: Role;
}

/**
 * What the teacher knows, apart from what distilling does: treated − reference = (treated − self-distilled) +
 * (self-distilled − reference), on the samples and seeds that all three define, so that it adds up.
 */
export interface Decomposition extends Headline {
  readonly treated: Role;
  /** The student of a teacher that saw only what the reference saw. */
  readonly through: Role;
  readonly reference: Role;
  /** treated − reference. */
  readonly total: Estimate;
  /** treated − through: the teacher's knowledge. */
  readonly teacher: Estimate;
  /** through − reference: the loss of distillation itself. */
  readonly loss: Estimate;
}

/** Headline numbers of two networks of which the better one is stopped where it answers no better than the other. */
export interface EqualAccuracy {
  readonly treated: Role;
  readonly reference: Role;
  readonly stops: readonly AccuracyStop[];
  /** All but distances and stability, which speak of courses of equal length. */
  readonly contrasts: readonly RoleContrast[];
}

/** Points on a named part of the input, such as the distractor, and how sharply the object stands out against it. */
export interface PartResult {
  /** Samples of the group that have the part. */
  readonly samples?: number;
  readonly units: Interval;
  readonly points: Readonly<Record<string, Interval>>;
  /** Mean entropy of the part minus mean entropy of the foreground, nats, by role. */
  readonly entropyGap: Readonly<Record<string, Interval>>;
  /** treated − reference. */
  readonly pointsDifference: Interval;
  readonly entropyGapDifference: Interval;
  readonly nullPointsDifference?: Interval;
  readonly nullEntropyGapDifference?: Interval;
}

export interface SeedResult {
  readonly seed: number;
  /** By role, then metric: the per-seed means behind the intervals. */
  readonly networks: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface Exclusion {
  readonly sample: string;
  readonly reason: string;
}

/** The same maps under another upper bound of σ. Verdicts are those of this bound alone. */
export interface BoundResult {
  /** Input units; the mean over maps where σ0 is relative. */
  readonly upper: number;
  /** Units at the lower or this upper bound, over all maps. */
  readonly unitsAtBound: number;
  readonly networks: Readonly<Record<string, NetworkResult>>;
  readonly hypotheses: readonly Hypothesis[];
}

/** All results of one set of samples. */
export interface GroupResult {
  readonly samples: number;
  /** treated − reference of the gap between background and foreground entropy, nats; absent without both networks. */
  readonly entropyGapDifference?: Interval;
  /** The same of null − reference. */
  readonly nullEntropyGapDifference?: Interval;
  readonly networks: Readonly<Record<string, NetworkResult>>;
  readonly hypotheses: readonly Hypothesis[];
  readonly parts: Readonly<Record<string, PartResult>>;
}

export interface TaskResult extends GroupResult {
  readonly id: string;
  readonly modality: string;
  readonly layer: string;
  readonly checkpoints: readonly number[];
  /** The same numbers on each group of samples alone. */
  readonly groups: Readonly<Record<string, GroupResult>>;
  readonly curve: readonly CurvePoint[];
  readonly trajectories: Readonly<Record<string, readonly TrajectoryPoint[]>>;
  /** Where the paths of each role come from, and why they are missing; absent where the runs do not say. */
  readonly pathOrigins?: Readonly<Record<string, PathOrigins>>;
  readonly bySeed: readonly SeedResult[];
  readonly exclusions: readonly Exclusion[];
  readonly engine: EngineSummary;
  /** Every headline number between every two roles that isolate something, all samples; see `contrastPairs`. */
  readonly contrasts?: readonly RoleContrast[];
  /** Of every headline number; absent without a self-distilled network. */
  readonly decomposition?: readonly Decomposition[];
  /** Between the roles of `contrasts`; absent where no two networks were tested at every checkpoint. */
  readonly equalAccuracy?: readonly EqualAccuracy[];
  /** Absent where maps carry no second bound. `hypotheses` then hold under both bounds or are inconclusive. */
  readonly atSecondBound?: BoundResult;
}
