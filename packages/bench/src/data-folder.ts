// Where a benchmark leaves its measured samples, in the files a user would bring.

import type { Benchmark } from "./benchmark.ts";
import type { Variant } from "./benchmark-task.ts";

/** A table of samples' classes, as `--labels` reads it: paths within the data's folder. */
export function labelTable(classes: ReadonlyMap<string, string>): string {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const rows = Array.from(classes, ([file, name]) => `${quoted(file)},${quoted(name)}`);
  return `${["file,label", ...rows].join("\n")}\n`;
}

/** Relative to the store. */
export function dataFolder({ dataSet }: Benchmark, variant: Variant): string {
  return `data/${dataSet}${variant === "control" ? "-control" : ""}`;
}
