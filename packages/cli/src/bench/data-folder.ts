// Where a benchmark leaves its measured samples, in the files a user would bring.

import type { Benchmark } from "@stillpoint/datasets";
import type { Variant } from "./benchmark-task.ts";

/** Relative to the output folder. */
export function dataFolder({ dataSet }: Benchmark, variant: Variant): string {
  return `data/${dataSet}${variant === "control" ? "-control" : ""}`;
}
