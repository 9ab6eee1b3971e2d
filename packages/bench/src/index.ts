export * from "./benchmark.ts";
export {
  type BenchmarkData,
  type BenchmarkTask,
  type Composition,
  HELD_OUT,
  TRAINING,
  type Variant,
} from "./benchmark-task.ts";
export * from "./benchmarks/image.ts";
export * from "./benchmarks/pointcloud.ts";
export * from "./benchmarks/qa.ts";
export * from "./benchmarks/sentiment.ts";
export * from "./calibrate/calibration.ts";
export * from "./calibrate/committed.ts";
export * from "./calibrate/run-calibration.ts";
export { MEASURED_SAMPLES } from "./calibrate/study.ts";
export type { Outcome, TrialResult } from "./calibrate/trial.ts";
export { METHODS, type Method, methodsNamed, PRESET_METHODS } from "./method.ts";
export * from "./package-files.ts";
export * from "./run-benchmark.ts";
export * from "./tasks.ts";
