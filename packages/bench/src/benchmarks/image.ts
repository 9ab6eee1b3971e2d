// The built-in image benchmark: emoji with a distractor beside them.

import { convNet, convNetSizes, residualNet, residualNetSizes } from "@stillpoint/distill";
import { imageModality } from "@stillpoint/image";
import type { Benchmark, TeacherTraining, Training } from "../benchmark.ts";

const teacherTraining: TeacherTraining = {
  steps: 4000,
  batch: 64,
  rate: 3e-3,
  weightDecay: 0.05,
  smoothing: 0.1,
  layer: "fc1",
};

const training: Training = {
  items: 400,
  copies: 16,
  steps: 400,
  batch: 64,
  rate: 2e-3,
  checkpoints: 8,
  headSteps: 150,
};

export const imageBenchmark: Benchmark = {
  modality: imageModality,
  dataSet: "emoji",
  data: "1,500 emoji of 6 styles, 10 classes",
  families: [
    {
      id: "vgg",
      name: "VGG-like network on emoji",
      from: "input",
      stepMilliseconds: 40,
      network: (seed) => convNet({ seed, shape: convNetSizes.quick }),
      teacher: "teacher-vgg.onnx",
      teacherTraining,
    },
    {
      id: "resnet",
      name: "ResNet-like network on emoji",
      from: "input",
      stepMilliseconds: 60,
      network: (seed) => residualNet({ seed, shape: residualNetSizes.quick }),
      teacher: "teacher-resnet.onnx",
      teacherTraining,
    },
  ],
  presets: {
    smoke: {
      networks: [{ family: "vgg", layers: ["fc1"] }],
      seeds: 1,
      samples: 6,
      training: { ...training, items: 64, copies: 2, steps: 12, checkpoints: 3, headSteps: 5 },
    },
    quick: { networks: [{ family: "vgg", layers: ["conv", "fc1"] }], seeds: 3, samples: 32, training },
    full: {
      networks: [
        { family: "vgg", layers: ["conv", "fc1", "fc2"] },
        { family: "resnet", layers: ["conv", "fc1", "fc2"] },
      ],
      seeds: 5,
      samples: 32,
      training: { ...training, checkpoints: 12 },
    },
  },
  foregroundRule:
    "A patch is foreground where the emoji covers more than a quarter of it, background where it covers at most 2 %; patches between are left out of every count.",
  cue: "distractor",
  agreement: { cue: 0.9, control: 0.1 },
};

/** Patches per picture, by preset. */
export const imageGrids: Readonly<Record<"smoke" | "quick" | "full", readonly [rows: number, columns: number]>> = {
  smoke: [8, 8],
  quick: [12, 12],
  full: [12, 12],
};
