// What every benchmark of this project says about itself, as data: which networks, how trained, what is measured.

import type { EngineDefaults, Modality, Role } from "@stillpoint/core";

/** One architecture of a benchmark; teacher, distilled and scratch share it, as in the paper. */
export interface NetworkFamily {
  /** Unique within its benchmark. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** The tensor noise is added to. */
  readonly from: string;
  /** Whether it is measured as its modality's networks that keep the largest value over all units. */
  readonly behindMaximum?: true;
  /** One training step at the benchmark's batch, roughly, on one core; only its order matters. */
  readonly stepMilliseconds: number;
  /** The untrained network as an ONNX file; the seed names its initial weights. */
  network(seed: number): Uint8Array;
  /** The committed teacher, in the package's data folder. */
  readonly teacher: string;
  /** How it was trained. */
  readonly teacherTraining: TeacherTraining;
}

/** How student and scratch are trained; both take the same batches in the same order. */
export interface Training {
  /** Emoji, shapes, sentences or questions in the shared training set. */
  readonly items: number;
  /** Compositions of each of them. */
  readonly copies: number;
  readonly steps: number;
  readonly batch: number;
  /** Peak learning rate of AdamW (decay 1e-4) with cosine decay to 5 % and 20 warm-up steps. */
  readonly rate: number;
  readonly checkpoints: number;
  /** Steps on labels for the layers behind the distilled one, lower layers frozen. */
  readonly headSteps: number;
}

/** How a teacher is trained: on its own batches, made on the fly from more data, without the cue. */
export interface TeacherTraining {
  readonly steps: number;
  readonly batch: number;
  /** Peak learning rate of AdamW with cosine decay to 5 % and 50 warm-up steps. */
  readonly rate: number;
  /** Of matrices and kernels only. */
  readonly weightDecay: number;
  /** Label smoothing, 0 by default. */
  readonly smoothing?: number;
  /** The layer whose path is recorded, the same as for students. */
  readonly layer: string;
}

export type PresetName = "smoke" | "quick" | "full";

/** Roles beside teacher, distilled, scratch, placebo and null, which every run has. */
export type ChosenRole = Extract<Role, "self-distilled" | "null-order" | "more-data">;

export const CHOSEN_ROLES: readonly ChosenRole[] = ["self-distilled", "null-order", "more-data"];

/**
 * A self-distilled student adds a quarter of a layer's training and measuring; the order of batches and the teacher's data
 * are one more scratch network each for all layers, and an eighth of its measuring.
 */
export const PRESET_ROLES: Readonly<Record<PresetName, readonly ChosenRole[]>> = {
  smoke: CHOSEN_ROLES,
  quick: ["self-distilled"],
  full: ["self-distilled", "null-order"],
};

export interface Preset {
  /** Families with their analysed layers; each layer has its own distilled network, trained up to it. */
  readonly networks: readonly { readonly family: string; readonly layers: readonly string[] }[];
  readonly seeds: number;
  /** Measured samples, half of them held out. */
  readonly samples: number;
  readonly training: Training;
}

/** One benchmark. Its data are composed elsewhere; see the folder of its data set. */
export interface Benchmark {
  readonly modality: Modality;
  /** Name of the data set, the second part of a task's name: `image/emoji-vgg`. */
  readonly dataSet: string;
  /** What the embedded data are, for people: how many of what. */
  readonly data: string;
  readonly families: readonly NetworkFamily[];
  /** `smoke` shows that everything runs and answers nothing; `quick` gives verdicts; `full` is for publication. */
  readonly presets: Readonly<Record<PresetName, Preset>>;
  /** Perturbed copies per map where a preset differs from the modality. */
  readonly passes?: Partial<Readonly<Record<PresetName, number>>>;
  /** Which units count as foreground, one sentence for the report. */
  readonly foregroundRule: string;
  /** The local piece of background that tells the label in the small training set, as a part's name. */
  readonly cue: string;
  /** How often it agrees with the label: in the trial, and at chance in its control. */
  readonly agreement: { readonly cue: number; readonly control: number };
}

/** How maps of a family are measured: as its modality's, under the preset's passes and the family's own. */
export function engineOf({ modality, passes }: Benchmark, family: NetworkFamily, preset: PresetName): EngineDefaults {
  const chosen = passes?.[preset];
  return {
    ...modality.engine,
    ...(chosen === undefined ? {} : { passes: chosen }),
    ...(family.behindMaximum === true ? modality.behindMaximum : {}),
  };
}
