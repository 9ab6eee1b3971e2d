// The built-in sentiment benchmark: labelled sentences with a stray word in each.

import { VOCABULARY_SIZE } from "@stillpoint/datasets";
import { EMBEDDED, textCnn, textTransformer } from "@stillpoint/distill";
import { sentimentModality } from "@stillpoint/sentiment";
import type { Benchmark, TeacherTraining, Training } from "../benchmark.ts";

/** L, tokens per sentence. */
export const SENTENCE_TOKENS = 40;

const sizes = { vocabulary: VOCABULARY_SIZE, length: SENTENCE_TOKENS };

const teacherTraining: TeacherTraining = { steps: 2000, batch: 64, rate: 2e-3, weightDecay: 1e-2, layer: "fc1" };

const training: Training = {
  items: 500,
  copies: 16,
  steps: 400,
  batch: 32,
  rate: 2e-3,
  checkpoints: 8,
  headSteps: 150,
};

export const sentimentBenchmark: Benchmark = {
  modality: sentimentModality,
  dataSet: "sentences",
  data: "2,972 labelled sentences (npm sentiment)",
  families: [
    {
      id: "transformer",
      name: "Transformer encoder on sentences",
      from: EMBEDDED,
      stepMilliseconds: 8,
      network: (seed) => textTransformer({ ...sizes, seed }),
      teacher: "teacher-text-transformer.onnx",
      teacherTraining,
    },
    {
      id: "cnn",
      name: "Text CNN on sentences",
      from: EMBEDDED,
      stepMilliseconds: 6,
      // Its maximum over time gives most words no gradient at the clean sentence.
      behindMaximum: true,
      network: (seed) => textCnn({ ...sizes, seed }),
      teacher: "teacher-text-cnn.onnx",
      teacherTraining,
    },
  ],
  presets: {
    smoke: {
      networks: [
        { family: "transformer", layers: ["fc1"] },
        { family: "cnn", layers: ["fc1"] },
      ],
      seeds: 1,
      samples: 6,
      training: { ...training, items: 40, copies: 2, steps: 12, checkpoints: 3, headSteps: 5 },
    },
    quick: {
      networks: [
        { family: "transformer", layers: ["pooled", "fc1"] },
        { family: "cnn", layers: ["fc1"] },
      ],
      seeds: 3,
      samples: 32,
      training,
    },
    full: {
      networks: [
        { family: "transformer", layers: ["block1", "pooled", "fc1"] },
        { family: "cnn", layers: ["pooled", "fc1"] },
      ],
      seeds: 5,
      samples: 32,
      training: { ...training, checkpoints: 12 },
    },
  },
  foregroundRule:
    "Foreground are the words of a sentence that AFINN scores as positive or negative (npm's sentiment 5.0.2); all other words are background, the stray word among them.",
  cue: "stray",
  agreement: { cue: 0.9, control: 0.5 },
};
