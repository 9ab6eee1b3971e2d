// The results of one set of samples -> JSON data.

import type {
  GroupResult,
  Hypothesis,
  Interval,
  LearningDistance,
  NetworkResult,
  PartResult,
  Points,
} from "@stillpoint/core";
import { sorted } from "./key-order.ts";
import { known } from "./missing.ts";
import type {
  ReportDistance,
  ReportGroup,
  ReportHypothesis,
  ReportInterval,
  ReportNetwork,
  ReportPart,
  ReportPoints,
} from "./report.ts";

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

export function network(value: NetworkResult): ReportNetwork {
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

export function hypothesis(value: Hypothesis): ReportHypothesis {
  const { nullDifference, reason, distance: path, overSeeds, signAgrees, flips, note } = value;
  return {
    id: value.id,
    expected: value.expected,
    difference: interval(value.difference),
    verdict: value.verdict,
    ...(nullDifference ? { nullDifference: interval(nullDifference) } : {}),
    ...(reason === undefined ? {} : { reason }),
    ...(path === undefined ? {} : { distance: path }),
    ...(overSeeds
      ? {
          overSeeds: {
            difference: interval(overSeeds.difference),
            verdict: overSeeds.verdict,
            ...(overSeeds.flips ? { flips: true } : {}),
          },
        }
      : {}),
    ...(signAgrees === undefined ? {} : { signAgrees }),
    ...(flips ? { flips: true } : {}),
    ...(note === undefined ? {} : { note }),
  };
}

export function group(value: GroupResult): ReportGroup {
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
