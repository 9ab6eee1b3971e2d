// Hypothesis 2: how far the weights had moved when a sample's knowledge peaked.

import type { WeightPath } from "../contract.ts";

/** The checkpoint at which a count is largest. */
export interface Peak {
  /** First index of the maximum: m(x) = argmax over checkpoints. */
  readonly index: number;
  /** Whether another checkpoint reaches the same maximum: then the peak is partly a matter of order. */
  readonly tied: boolean;
}

/** m(x): the first maximum of the counts of one sample over its checkpoints `[t]`, t >= 1. */
export function peakOf(counts: readonly number[]): Peak {
  let index = 0;
  let tied = false;
  for (let t = 1; t < counts.length; t++) {
    if (counts[t]! > counts[index]!) {
      index = t;
      tied = false;
    } else if (counts[t] === counts[index]) tied = true;
  }
  return { index, tied };
}

/** One moment of training with the path walked so far. */
export interface PathPoint {
  readonly step: number;
  readonly path: { readonly layer: WeightPath; readonly network: WeightPath };
}

/** Weight-space distance at a peak in every unit it is reported in. NaN where the path is unknown. */
export interface PeakDistance {
  /** The analysed layer's path summed over optimiser steps: the paper's code. */
  readonly layerPerStep: number;
  readonly layerPerCheckpoint: number;
  readonly networkPerStep: number;
  readonly networkPerCheckpoint: number;
  /** The layer's path so far over its whole path, per step where known and else per checkpoint; NaN if it never moved. */
  readonly shareOfPath: number;
  /** Training steps. */
  readonly steps: number;
}

/**
 * Distance walked until checkpoint `index` of `checkpoints`, dimensionless except `steps`.
 *
 * Counts and paths must come from this same list: the paper's code skips checkpoint 0 in one of the two for ResNets and
 * so reads every distance one checkpoint early.
 */
export function distanceAt(checkpoints: readonly PathPoint[], index: number): PeakDistance {
  const { step, path } = checkpoints[index]!;
  const whole = checkpoints[checkpoints.length - 1]!.path.layer;
  const perStep = path.layer.perStep / whole.perStep;
  return {
    layerPerStep: path.layer.perStep,
    layerPerCheckpoint: path.layer.perCheckpoint,
    networkPerStep: path.network.perStep,
    networkPerCheckpoint: path.network.perCheckpoint,
    shareOfPath: Number.isNaN(whole.perStep) ? path.layer.perCheckpoint / whole.perCheckpoint : perStep,
    steps: step,
  };
}

/**
 * Points learned per unit of distance at the peak; NaN for a peak at distance 0, where the paper's code divides by zero.
 */
export function learningSlope(count: number, distance: number): number {
  return distance === 0 ? Number.NaN : count / distance;
}
