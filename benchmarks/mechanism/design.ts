// What the synthetic study trains, on what, and how: all of it in one place.

import type { ClassesShape } from "./classes.ts";

/** Names everything below: cells of another design are trained again. */
export interface Design {
  readonly shape: ClassesShape;
  readonly correlations: readonly number[];
  /** Each is a problem of its own: directions, sines, samples, initial weights and batches. */
  readonly seeds: readonly number[];
  readonly samples: { readonly student: number; readonly teacher: number; readonly test: number };
  readonly student: Recipe;
  readonly teacher: Recipe;
  /** Of the teacher that memorises the students' few samples, beside the same one stopped early. */
  readonly few: { readonly early: Recipe; readonly over: Recipe };
  /** T of KD and what is made of it, for teacher and student; the targets' term has T². */
  readonly temperature: number;
  /** e of label smoothing, and what KD-sim is matched to. */
  readonly smoothings: readonly number[];
  /**
   * Knobs of KD-pt+sim: that of KD-sim with the first e, or one at which KD-sim takes as much from the labels as KD does. A
   * sharper one may give a wrong class of the super-class more than the true one.
   */
  readonly bothKnobs: readonly ("smoothing" | "KD")[];
  /** k of KD-topk. */
  readonly kept: number;
  /** Correlation and smoothings of the failing teachers. */
  readonly failing: { readonly correlation: number; readonly smoothings: readonly number[] };
}

/** AdamW with half a cosine to 5 % after 20 warm-up steps. */
export interface Recipe {
  readonly hidden: readonly number[];
  readonly steps: number;
  readonly peak: number;
  readonly weightDecay: number;
  readonly batch: number;
}

const early: Recipe = { hidden: [128, 128, 128], steps: 150, peak: 2e-3, weightDecay: 0.1, batch: 64 };

export interface Regime {
  readonly id: string;
  readonly title: string;
  /** Sentences for the page. */
  readonly about: readonly string[];
  readonly design: Design;
}

const noisy: Design = {
  shape: { superClasses: 5, perSuper: 4, dimensions: 40, sines: 2, sharpness: 0.4 },
  correlations: [0, 0.2, 0.4, 0.6, 0.8, 0.95],
  seeds: [1, 2, 3, 4, 5],
  samples: { student: 2000, teacher: 20_000, test: 8000 },
  student: { hidden: [64], steps: 600, peak: 3e-3, weightDecay: 1e-4, batch: 64 },
  teacher: { hidden: [128, 128, 128], steps: 1000, peak: 2e-3, weightDecay: 0.1, batch: 128 },
  few: { early, over: { ...early, steps: 4000, weightDecay: 1e-4 } },
  temperature: 2,
  smoothings: [0.2, 0.4],
  bothKnobs: ["smoothing", "KD"],
  kept: 4,
  failing: { correlation: 0.8, smoothings: [0.1, 0.2] },
};

export const REGIMES: readonly Regime[] = [
  {
    id: "noisy",
    title: "Noisy labels, hard scores",
    about: [
      "The study as it was planned. Sizes, steps, T and e were looked at on seed 0, which is not among the study's, by students of",
      "labels, label smoothing and KD alone; e = 0.2 is where label smoothing's KL is about least. KD-pt+sim with KD's mass was added after the",
      "first run.",
    ],
    design: noisy,
  },
  {
    id: "sure",
    title: "Sure labels, straight scores",
    about: [
      "Added after the first regime was run, whose teachers answer a third of the samples as their truth has it: no sines, so that a",
      "network can learn the scores, and labels that chance decides seldom. Nothing else is changed. It was chosen on seed 0 by the accuracy of",
      "teachers, with all students of that seed in sight: its predictions are less blind than those of the first.",
    ],
    design: { ...noisy, shape: { ...noisy.shape, sines: 0, sharpness: 0.1 } },
  },
];
