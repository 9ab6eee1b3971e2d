// How much the studies of partial targets train, and what students are taught with. Rates and batches are the benchmark's.

import type { SoftTargetWeights } from "@stillpoint/distill";
import type { PresetName } from "../benchmark.ts";
import { LOGIT_DISTILLATION } from "../method.ts";

export interface MechanismPreset {
  readonly seeds: number;
  /** Updates of each student, at most the benchmark's own. */
  readonly steps: number;
  /** Moments at which w(x) is looked at, the start and the end among them. */
  readonly moments: number;
}

export const MECHANISM_PRESETS: Readonly<Record<PresetName, MechanismPreset>> = {
  smoke: { seeds: 2, steps: 12, moments: 3 },
  quick: { seeds: 3, steps: 200, moments: 5 },
  full: { seeds: 5, steps: 400, moments: 8 },
};

/** Of every soft target, with T²; hard labels have all the weight where there is no target. T is the targets' own. */
export const WEIGHTS: Omit<SoftTargetWeights, "temperature"> = {
  teacherWeight: LOGIT_DISTILLATION.teacherWeight,
  labelWeight: LOGIT_DISTILLATION.labelWeight,
  temperatureSquared: true,
};

export const TEMPERATURE: number = LOGIT_DISTILLATION.temperature;

/** e of label smoothing; KD-sim takes as much from the labels, so that no knob of relations is left to choose. */
export const SMOOTHING = 0.1;
