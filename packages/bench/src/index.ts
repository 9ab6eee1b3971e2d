export * from "./benchmark.ts";
export {
  type AnsweredClasses,
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
export type { Counts, Rate, Rates } from "./calibrate/rates.ts";
export type { NullRates, PowerRates, RealCalibration, RealRow, TwoRules } from "./calibrate/real-rates.ts";
export { REAL_STUDY } from "./calibrate/real-study.ts";
export * from "./calibrate/run-calibration.ts";
export type { PairsChoice } from "./calibrate/run-pairs.ts";
export * from "./calibrate/run-real-calibration.ts";
export { MEASURED_SAMPLES } from "./calibrate/study.ts";
export type { Outcome, TrialResult } from "./calibrate/trial.ts";
export * from "./chosen-networks.ts";
export * from "./chosen-roles.ts";
export { LESSONS, type Lesson } from "./mechanism/lessons.ts";
export * from "./mechanism/run-mechanism.ts";
export { METHODS, type Method, methodsNamed, PRESET_METHODS } from "./method.ts";
export * from "./package-files.ts";
export * from "./run-benchmark.ts";
export * from "./study-context.ts";
export * from "./tasks.ts";
export * from "./transfer/run-transfer.ts";
