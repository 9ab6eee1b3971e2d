export * from "./adapter.ts";
export * from "./best-span.ts";
export * from "./cut.ts";
export * from "./evaluation.ts";
export * from "./foreground.ts";
export * from "./modality.ts";
export { type Answer, checkAnswers, type QaSample, type Question } from "./sample.ts";
export * from "./squad.ts";
