export * from "./adapter.ts";
export * from "./foreground.ts";
export { type Answer, checkAnswers, type QaSample, type Question } from "./sample.ts";
