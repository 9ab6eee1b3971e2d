// The benchmarks by modality.

import { StillpointError } from "@stillpoint/core";
import type { BenchmarkTask } from "./benchmark-task.ts";
import { imageTask } from "./tasks/image.ts";
import { pointcloudTask } from "./tasks/pointcloud.ts";
import { qaTask } from "./tasks/qa.ts";
import { sentimentTask } from "./tasks/sentiment.ts";

export const benchmarkTasks: readonly BenchmarkTask[] = [imageTask, pointcloudTask, sentimentTask, qaTask];

export const allTasks: string = benchmarkTasks.map(({ benchmark }) => benchmark.modality.id).join(",");

/** The tasks of a comma-separated list, each once, in the list's order. Throws `USAGE`. */
export function tasksNamed(list: string): BenchmarkTask[] {
  const names = [...new Set(list.split(",").map((name) => name.trim()))];
  return names.map((name) => {
    const found = benchmarkTasks.find(({ benchmark }) => benchmark.modality.id === name);
    if (found !== undefined) return found;
    throw new StillpointError(
      "USAGE",
      `--tasks: expected some of ${allTasks}; got ${name || "an empty name"}; separate names by commas`,
    );
  });
}
