// Where a benchmark leaves its measured samples, in the files a user would bring.

import type { Benchmark } from "./benchmark.ts";
import type { Variant } from "./benchmark-task.ts";

/** Relative to the store. */
export function dataFolder({ dataSet }: Benchmark, variant: Variant): string {
  return `data/${dataSet}${variant === "control" ? "-control" : ""}`;
}
