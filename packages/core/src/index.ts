export * from "./accuracy-stop.ts";
export * from "./colour-scale.ts";
export * from "./contract.ts";
export * from "./course-result.ts";
export * from "./digest.ts";
export type { SigmaBounds } from "./engine/budget.ts";
export { entropyOf, sigmaOf } from "./engine/normal-entropy.ts";
export type {
  EntropyOptions,
  LimitOptions,
  NoiseLevel,
  OfficialOptions,
  OptimumOptions,
  PaperChoices,
  ReferenceNoise,
  SharedOptions,
} from "./engine/options.ts";
export * from "./engine-choice.ts";
export * from "./engine-result.ts";
export * from "./entropy.ts";
export * from "./entropy-map.ts";
export * from "./entry-fault.ts";
export * from "./errors.ts";
export * from "./findings/drawing.ts";
export * from "./findings/finding.ts";
export * from "./findings/reached.ts";
export * from "./findings/study.ts";
export * from "./findings/told.ts";
export * from "./inspection.ts";
export * from "./json.ts";
export * from "./knowledge-points.ts";
export * from "./linearity.ts";
export * from "./look.ts";
export * from "./measure/job.ts";
export * from "./measure/measure.ts";
export * from "./measure/plan.ts";
export * from "./measurement.ts";
export * from "./metrics/counted-region.ts";
export * from "./metrics/entropy-gap.ts";
export * from "./metrics/quantity.ts";
export * from "./metrics/rank.ts";
export * from "./metrics/since-start.ts";
export * from "./metrics/speed.ts";
export * from "./metrics/spread.ts";
export * from "./metrics/stability.ts";
export * from "./modality.ts";
export { createNoiseCache, type NoiseCache } from "./noise/cache.ts";
export { type Chance, chanceOf } from "./noise/chance.ts";
export type { NoiseKey } from "./noise/key.ts";
export { drawNormal } from "./noise/normal.ts";
export { uniformNumbers } from "./noise/uniform.ts";
export * from "./role-names.ts";
export { argmax } from "./statistics/argmax.ts";
export * from "./statistics/crossed-interval.ts";
export * from "./statistics/gate.ts";
export * from "./statistics/moments.ts";
export * from "./statistics/multiplicity.ts";
export * from "./statistics/proportion.ts";
export * from "./statistics/seed-interval.ts";
export * from "./statistics/student.ts";
export * from "./statistics/verdict.ts";
export * from "./summary/adjusted-verdicts.ts";
export { type Comparison, DISTILLED_WITH_SCRATCH, type RolePair } from "./summary/comparison.ts";
export { type Counting, type CountingOptions, countedPoints } from "./summary/counting.ts";
export * from "./summary/difference-in-differences.ts";
export * from "./summary/map-counting.ts";
export type { TaskData } from "./summary/measured-network.ts";
export { contrastPairs } from "./summary/role-contrasts.ts";
export * from "./summary/role-permutation.ts";
export { type SummaryOptions, summarize } from "./summary/summarize.ts";
export * from "./task-result.ts";
export { dotUnits, mapUnits, spreadUnits, sumUnits, type UnitMap } from "./units.ts";
