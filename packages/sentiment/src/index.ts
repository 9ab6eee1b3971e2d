export * from "./adapter.ts";
export * from "./annotation-file.ts";
export * from "./draw.ts";
export * from "./modality.ts";
export type { SentimentSample } from "./sample.ts";
export type { Sentence } from "./sentence.ts";
export * from "./sst2.ts";
export * from "./uci.ts";
export * from "./word-list.ts";
