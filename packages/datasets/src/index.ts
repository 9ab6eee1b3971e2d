export * from "./benchmarks/benchmark.ts";
export * from "./benchmarks/image.ts";
export type { Background } from "./emoji/background.ts";
export * from "./emoji/composition.ts";
export * from "./emoji/pack.ts";
export * from "./emoji/splits.ts";
