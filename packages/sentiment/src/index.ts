export * from "./adapter.ts";
export type { SentimentSample } from "./sample.ts";
