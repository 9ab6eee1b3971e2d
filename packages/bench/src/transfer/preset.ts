// How much a study of transfer trains and asks, and what students are taught with. Rates and batches are the benchmark's.

import type { ContrastDistillation, HintDistillation } from "@stillpoint/distill";
import type { PresetName } from "../benchmark.ts";

export interface TransferPreset {
  readonly seeds: number;
  /** Emoji that students are trained on, and compositions of each. */
  readonly items: number;
  readonly copies: number;
  /** Updates of each student. */
  readonly steps: number;
  /** Pictures of the two teachers that differ in colour jitter, and their updates. */
  readonly teacherPictures: number;
  readonly teacherSteps: number;
  /** Held-out pictures that networks are asked about. */
  readonly heldOut: number;
  /** Pictures of each style. */
  readonly perStyle: number;
  /** Pictures whose shape and texture are of two classes. */
  readonly conflicts: number;
  readonly planes: { readonly planes: number; readonly size: number };
}

export const TRANSFER_PRESETS: Readonly<Record<PresetName, TransferPreset>> = {
  smoke: {
    ...{ seeds: 2, items: 40, copies: 1, steps: 6, teacherPictures: 40, teacherSteps: 6 },
    ...{ heldOut: 20, perStyle: 4, conflicts: 20, planes: { planes: 2, size: 6 } },
  },
  quick: {
    ...{ seeds: 3, items: 400, copies: 16, steps: 250, teacherPictures: 4800, teacherSteps: 500 },
    ...{ heldOut: 200, perStyle: 40, conflicts: 180, planes: { planes: 20, size: 20 } },
  },
  full: {
    ...{ seeds: 5, items: 400, copies: 16, steps: 400, teacherPictures: 12_800, teacherSteps: 2000 },
    ...{ heldOut: 200, perStyle: 60, conflicts: 180, planes: { planes: 50, size: 20 } },
  },
};

/** At the last map, normalised; the weight makes the hint as large as the label's term at the start. */
export const HINT: HintDistillation = { studentLayer: "conv", labelWeight: 1, hintWeight: 10 };

/** At the last hidden layer; weight and T of RepDistiller (Tian et al. 2020), negatives of the batch. */
export const CONTRAST: ContrastDistillation = {
  ...{ studentLayer: "fc2", labelWeight: 1, contrastWeight: 0.8, temperature: 0.07, embedding: 64 },
};

/** Strength of the colour jitter that one of two teachers is trained with. */
export const JITTER = 0.4;
