// The built-in point benchmark: furniture among clutter.

import { CLUTTER_CUE } from "@stillpoint/datasets";
import { dgcnn, pointNet, setAbstractionNet } from "@stillpoint/distill";
import { pointcloudModality } from "@stillpoint/pointcloud";
import type { Benchmark, TeacherTraining, Training } from "../benchmark.ts";

/** N, points of a cloud. */
export const CLOUD_POINTS = 256;
/** Classes of the furniture pack. */
export const FURNITURE_CLASSES = 11;

const sizes = { classes: FURNITURE_CLASSES, points: CLOUD_POINTS };

const teacherTraining: TeacherTraining = { steps: 2500, batch: 32, rate: 3e-3, weightDecay: 1e-4, layer: "fc1" };

const training: Training = {
  items: 165,
  copies: 16,
  steps: 400,
  batch: 32,
  rate: 6e-3,
  checkpoints: 8,
  headSteps: 400,
};

export const pointcloudBenchmark: Benchmark = {
  modality: pointcloudModality,
  dataSet: "furniture",
  data: "363 furniture shapes, 11 classes",
  families: [
    {
      id: "pointnet",
      name: "PointNet on furniture",
      from: "points",
      stepMilliseconds: 12,
      network: (seed) => pointNet({ ...sizes, seed }),
      teacher: "teacher-pointnet.onnx",
      teacherTraining,
    },
    {
      id: "dgcnn",
      name: "DGCNN on furniture",
      from: "points",
      stepMilliseconds: 60,
      network: (seed) => dgcnn({ ...sizes, seed }),
      teacher: "teacher-dgcnn.onnx",
      teacherTraining: { ...teacherTraining, steps: 5000, rate: 2e-3 },
    },
    {
      id: "setabstraction",
      name: "Set abstraction (PointNet++-like) on furniture",
      from: "points",
      stepMilliseconds: 11,
      network: (seed) => setAbstractionNet({ ...sizes, seed }),
      teacher: "teacher-setabstraction.onnx",
      teacherTraining,
    },
  ],
  presets: {
    smoke: {
      networks: [
        { family: "pointnet", layers: ["fc1"] },
        { family: "setabstraction", layers: ["fc1"] },
      ],
      seeds: 1,
      samples: 6,
      training: { ...training, items: 22, copies: 2, steps: 12, checkpoints: 3, headSteps: 5 },
    },
    quick: {
      networks: [
        { family: "pointnet", layers: ["pooled", "fc1"] },
        { family: "setabstraction", layers: ["fc1"] },
      ],
      seeds: 3,
      samples: 24,
      training,
    },
    full: {
      networks: [
        { family: "pointnet", layers: ["pooled", "fc1"] },
        { family: "dgcnn", layers: ["fc1"] },
        { family: "setabstraction", layers: ["fc1"] },
      ],
      seeds: 5,
      samples: 32,
      training,
    },
  },
  // See the passes table of the results.
  passes: { smoke: 64, quick: 128, full: 192 },
  foregroundRule: "Foreground are the points of the shape itself; clutter and cue around it are background.",
  cue: CLUTTER_CUE,
  agreement: { cue: 0.9, control: 1 / FURNITURE_CLASSES },
};
