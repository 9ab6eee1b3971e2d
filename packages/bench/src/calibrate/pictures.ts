// A made-up task per trial: an object in the middle that has the class, a cue in the corner that mostly agrees with it.

import { drawNormal, type SampleInfo, type Tensor, type UnitInput } from "@stillpoint/core";
import { type LabelledSamples, permutation } from "@stillpoint/distill";
import { INPUT, PIXELS, pixels, STUDY, UNITS } from "./study.ts";

/** Which trial: its number, the calibration's seed, and how many pictures are measured. */
export interface TrialChoice {
  readonly trial: number;
  readonly seed: number;
  readonly samples: number;
}

/** What all networks of one trial see. */
export interface TrialTask {
  readonly training: LabelledSamples;
  /** New pictures, never trained on. */
  readonly measured: readonly { readonly info: SampleInfo; readonly input: UnitInput }[];
}

const OBJECT = pixels(({ region }) => region === "foreground");
const CUE = pixels(({ part }) => part === "cue");

/** The task of a trial, a function of its arguments alone: patterns of the classes, pictures to train and to measure. */
export function trialTask({ trial, seed, samples }: TrialChoice): TrialTask {
  const name = `trial ${trial}`;
  const patterns = normals(STUDY.classes * PIXELS, seed, name, "patterns");
  const draw = (count: number, purpose: string): LabelledSamples => {
    const values = normals(count * PIXELS, seed, name, `${purpose} noise`);
    const labels = Int32Array.from({ length: count }, (_, k) => k % STUDY.classes);
    for (const [place, k] of permutation(count, seed, `${name}, ${purpose} cues`, 0).entries()) {
      const label = labels[k]!;
      const agrees = place < STUDY.cueAgreement * count;
      const other = (label + 1 + (place % (STUDY.classes - 1))) % STUDY.classes;
      addPatterns(values.subarray(k * PIXELS), patterns, label, agrees ? label : other);
    }
    return { inputs: { [INPUT]: tensor(values) }, labels };
  };
  const { inputs } = draw(samples, "measured");
  return { training: draw(STUDY.trainingSamples, "training"), measured: measuredOf(inputs[INPUT]!) };
}

function normals(count: number, seed: number, sample: string, purpose: string): Float32Array {
  const values = new Float32Array(count);
  drawNormal({ seed, sample, purpose, pass: 0 }, values);
  return values;
}

/** Adds the object of class `label` and the cue of class `cue` to a picture of noise. */
function addPatterns(picture: Float32Array, patterns: Float32Array, label: number, cue: number): void {
  for (const p of OBJECT) picture[p]! += STUDY.objectStrength * patterns[label * PIXELS + p]!;
  for (const p of CUE) picture[p]! += STUDY.cueStrength * patterns[cue * PIXELS + p]!;
}

function tensor(data: Float32Array): Tensor {
  return { type: "float32", shape: [data.length / PIXELS, 1, STUDY.size, STUDY.size], data };
}

function measuredOf({ data }: Tensor): TrialTask["measured"] {
  const unitOf = { data: Int32Array.from(UNITS.keys()), shape: [1, STUDY.size, STUDY.size] };
  const values = Float32Array.from(data, Number);
  return Array.from({ length: data.length / PIXELS }, (_, k) => ({
    info: { id: `picture ${k}`, group: "held-out", units: UNITS },
    input: { inputs: { [INPUT]: tensor(values.slice(k * PIXELS, (k + 1) * PIXELS)) }, unitOf, units: UNITS },
  }));
}
