export * from "./adapter.ts";
export * from "./neighbours.ts";
export * from "./normalise.ts";
export * from "./sample.ts";
export * from "./subsample.ts";
