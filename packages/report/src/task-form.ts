// The form of every part of a result in report.json, fields in the order of the file.

import {
  type AccuracyStop,
  type AdjustedP,
  BACKGROUND_REFERENCE_NAMES,
  type BoundResult,
  type ControlledDifference,
  type CurvePoint,
  type Decomposition,
  type EngineSummary,
  type EqualAccuracy,
  type Estimate,
  type Exclusion,
  type Expectation,
  GATES,
  type Gate,
  type GroupResult,
  type Headline,
  HYPOTHESES,
  type Hypothesis,
  type LearningDistance,
  type NetworkResult,
  PATH_SOURCES,
  type PartResult,
  type PathOrigin,
  type PathOrigins,
  type Points,
  RECIPES,
  ROLES,
  type RoleContrast,
  type SeedDifference,
  type SeedResult,
  type TrajectoryPoint,
  VERDICTS,
} from "@stillpoint/core";
import { z } from "zod";
import {
  type FieldForms,
  fields,
  flag,
  interval,
  type JsonForm,
  list,
  measured,
  number,
  oneOf,
  optional,
  record,
  text,
  whole,
  yes,
} from "./json-form.ts";
import type { ToldAdaptation, ToldTask } from "./report.ts";

const pointsFields: FieldForms<Points> = {
  foregroundCount: interval,
  backgroundCount: interval,
  foregroundRatio: interval,
};

const distance: JsonForm<LearningDistance> = fields<LearningDistance>({
  mean: interval,
  variance: interval,
  standardDeviation: interval,
});

const network: JsonForm<NetworkResult> = fields<NetworkResult>({
  accuracy: optional(record(interval)),
  ...pointsFields,
  learningDistance: distance,
  learningDistanceBy: fields<NetworkResult["learningDistanceBy"]>({
    layerPerCheckpoint: distance,
    networkPerStep: distance,
    networkPerCheckpoint: distance,
    shareOfPath: distance,
    steps: distance,
  }),
  stability: interval,
  entropyGap: interval,
  atPeak: fields<Points>(pointsFields),
  spreadNormalised: fields<NetworkResult["spreadNormalised"]>({ ...pointsFields, stability: interval }),
  spread: interval,
  peakTies: optional(interval),
  foregroundRank: optional(interval),
  entropyGapOutsideParts: optional(interval),
  foregroundGain: optional(interval),
  backgroundGain: optional(interval),
  mapCorrelation: optional(interval),
  rawCounts: optional(fields<Points>(pointsFields)),
});

const role = z.enum(ROLES);
const expectation: JsonForm<Expectation, Expectation> = {
  optional: false,
  mayMiss: false,
  schema: z.templateLiteral([role, z.literal([" > ", " < "]), role]),
  write: (value) => value,
};
const verdict = oneOf(VERDICTS);

const hypothesis: JsonForm<Hypothesis> = fields<Hypothesis>({
  id: oneOf(HYPOTHESES),
  expected: expectation,
  difference: interval,
  verdict,
  p: optional(measured),
  adjusted: optional(fields<AdjustedP>({ benjaminiHochberg: measured, holm: measured })),
  unadjusted: optional(verdict),
  nullDifference: optional(interval),
  reason: optional(text),
  gates: optional(list(fields<Gate>({ id: oneOf(GATES), reason: text }))),
  distance: optional(oneOf(["layerPerStep", "layerPerCheckpoint"])),
  pathSource: optional(oneOf(PATH_SOURCES)),
  overSeeds: optional(
    fields<NonNullable<Hypothesis["overSeeds"]>>({ difference: interval, verdict, flips: optional(yes) }),
  ),
  signAgrees: optional(flag),
  flips: optional(yes),
  note: optional(text),
});

const headlineFields: FieldForms<Headline> = {
  metric: text,
  part: optional(text),
  statistic: oneOf(["mean", "variance"]),
  claim: optional(oneOf(HYPOTHESES)),
};

const estimateFields: FieldForms<Estimate> = {
  difference: interval,
  p: measured,
  standardError: measured,
  samplesError: measured,
  degrees: measured,
  samples: whole,
  perSeed: list(fields<SeedDifference>({ seed: number, difference: measured })),
};
const estimate: JsonForm<Estimate> = fields<Estimate>(estimateFields);
const pair = { treated: oneOf(ROLES), reference: oneOf(ROLES) };

const contrast: JsonForm<RoleContrast> = fields<RoleContrast>({ ...headlineFields, ...pair, ...estimateFields });

const decomposition: JsonForm<Decomposition> = fields<Decomposition>({
  ...headlineFields,
  ...pair,
  through: oneOf(ROLES),
  total: estimate,
  teacher: estimate,
  loss: estimate,
});

const equalAccuracy: JsonForm<EqualAccuracy> = fields<EqualAccuracy>({
  ...pair,
  stops: list(
    fields<AccuracyStop>({
      seed: number,
      treatedStep: number,
      referenceStep: number,
      treatedAccuracy: number,
      referenceAccuracy: number,
    }),
  ),
  contrasts: list(contrast),
});

/** A trial's number minus its control's. */
export const controlledForm: JsonForm<ControlledDifference> = fields<ControlledDifference>({
  ...headlineFields,
  ...pair,
  difference: interval,
  p: measured,
  standardError: measured,
  degrees: measured,
  paired: flag,
});

const part: JsonForm<PartResult> = fields<PartResult>({
  samples: optional(whole),
  units: interval,
  points: record(interval),
  entropyGap: record(interval),
  pointsDifference: interval,
  entropyGapDifference: interval,
  nullPointsDifference: optional(interval),
  nullEntropyGapDifference: optional(interval),
});

const groupFields: FieldForms<GroupResult> = {
  samples: whole,
  entropyGapDifference: optional(interval),
  nullEntropyGapDifference: optional(interval),
  networks: record(network),
  hypotheses: list(hypothesis),
  parts: record(part),
};

const curvePoint: JsonForm<CurvePoint> = fields<CurvePoint>({
  threshold: number,
  networks: record(
    fields<CurvePoint["networks"][string]>({
      foregroundCount: measured,
      backgroundCount: measured,
      foregroundRatio: measured,
    }),
  ),
});

const trajectoryPoint: JsonForm<TrajectoryPoint> = fields<TrajectoryPoint>({
  step: number,
  layerPath: measured,
  networkPath: measured,
  foregroundCount: measured,
  backgroundCount: measured,
  kept: measured,
  dropped: measured,
});

const origin: JsonForm<PathOrigin> = fields<PathOrigin>({ source: oneOf(PATH_SOURCES), reason: optional(text) });

const engine: JsonForm<EngineSummary> = fields<EngineSummary>({
  recipe: oneOf(RECIPES),
  threshold: number,
  backgroundReference: oneOf(BACKGROUND_REFERENCE_NAMES),
  maps: whole,
  passes: measured,
  meanEntropy: measured,
  distortion: measured,
  nonLinearity: measured,
  monteCarloError: measured,
  unitsAtBound: number,
  unitsAtUpper: optional(number),
  units: optional(number),
  realisedRatio: optional(measured),
});

const bound: JsonForm<BoundResult> = fields<BoundResult>({
  upper: measured,
  unitsAtBound: number,
  networks: record(network),
  hypotheses: list(hypothesis),
});

/** One task and layer. */
export const taskForm: JsonForm<ToldTask> = fields<ToldTask>({
  id: text,
  foregroundRule: optional(text),
  adaptation: optional(
    fields<ToldAdaptation>({
      smoothing: number,
      scale: number,
      maps: whole,
      outside: whole,
      before: measured,
      after: measured,
      passes: flag,
      told: text,
    }),
  ),
  modality: text,
  layer: text,
  checkpoints: list(number),
  ...groupFields,
  groups: record(fields<GroupResult>(groupFields)),
  curve: list(curvePoint),
  trajectories: record(list(trajectoryPoint)),
  pathOrigins: optional(record(fields<PathOrigins>({ layer: origin, network: origin }))),
  bySeed: list(fields<SeedResult>({ seed: number, networks: record(record(measured)) })),
  exclusions: list(fields<Exclusion>({ sample: text, reason: text })),
  engine,
  contrasts: optional(list(contrast)),
  decomposition: optional(list(decomposition)),
  equalAccuracy: optional(list(equalAccuracy)),
  atSecondBound: optional(bound),
});
