// The calibration as data: what a trial is made of. Small, so that hundreds of networks train in minutes.

import type { Modality, Region, Unit } from "@stillpoint/core";
import { IMAGE_INPUT, imageNetwork } from "@stillpoint/distill";

/** Pictures measured per trial unless said otherwise: as many as the quick presets measure. */
export const MEASURED_SAMPLES = 48;

/** Every other choice of the calibration; part of the identity of a trial and of the result file. */
export const STUDY = {
  /** Training seeds of one trial: as few as a verdict may rest on. */
  seedsPerTrial: 3,
  /** Pixels per side of a picture; every pixel is a unit. */
  size: 8,
  classes: 4,
  /** Features of `fc1` and `fc2`. */
  hidden: [24, 16],
  layer: "fc2",
  trainingSamples: 128,
  /** Size of an object's pattern against noise of standard deviation 1: learning is slow and takes detours. */
  objectStrength: 0.5,
  cueStrength: 2,
  /** Share of pictures whose cue agrees with the class. */
  cueAgreement: 0.9,
  steps: 64,
  checkpoints: 6,
  batchSize: 8,
  learningRate: 2e-2,
  sigma0: 0.01,
  /** One probe of each feature of the layer and some to spare: energies are exact. */
  passes: 32,
  /** How many times as strongly the planted student sees an object pixel as one of the background; ln 2 = 0.69 nats. */
  plantedGain: 2,
} as const;

/** What the rates speak of. */
export const SCOPE: string =
  `Scope: one made-up task of image-like pictures of ${STUDY.size} x ${STUDY.size} pixels with exact energies, one upper ` +
  `bound of σ and ${STUDY.seedsPerTrial} seeds per network; other modalities, networks and settings are not covered.`;

/** Every pixel is a unit, energies are exact. */
export const CALIBRATION_MODALITY: Modality = {
  id: "image",
  names: { title: "Made-up pictures", unit: "pixel", units: "pixels", foreground: "object" },
  engine: { sigma0: STUDY.sigma0, passes: STUDY.passes },
};

export const INPUT: string = IMAGE_INPUT;
export const PIXELS: number = STUDY.size ** 2;

/** The object fills the middle, the cue is a block in a corner of the background. */
export const UNITS: readonly Unit[] = Array.from({ length: PIXELS }, (_, p) => {
  const [row, column] = [Math.floor(p / STUDY.size), p % STUDY.size];
  const middle = (at: number): boolean => at >= STUDY.size / 4 && at < (3 * STUDY.size) / 4;
  const region: Region = middle(row) && middle(column) ? "foreground" : "background";
  const label = `pixel (${row}, ${column})`;
  return row < 2 && column < 2 ? { label, region, part: "cue" } : { label, region };
});

/** Pixels whose unit `chosen` accepts. */
export function pixels(chosen: (unit: Unit) => boolean): number[] {
  return UNITS.flatMap((unit, p) => (chosen(unit) ? [p] : []));
}

/** The network of a seed: pixels, two hidden layers, classes. */
export function calibrationNet(seed: number): Uint8Array {
  const sizes = { seed, classes: STUDY.classes, size: STUDY.size, inputChannels: 1 };
  return imageNetwork(sizes, "calibration-net", STUDY.hidden, (_draft, input) => input);
}
