// The benchmarks by modality.

import type { BenchmarkTask } from "./benchmark-task.ts";
import { namedOf } from "./name-list.ts";
import { imageTask } from "./tasks/image.ts";
import { pointcloudTask } from "./tasks/pointcloud.ts";
import { qaTask } from "./tasks/qa.ts";
import { sentimentTask } from "./tasks/sentiment.ts";

export const benchmarkTasks: readonly BenchmarkTask[] = [imageTask, pointcloudTask, sentimentTask, qaTask];

export const allTasks: string = benchmarkTasks.map(({ benchmark }) => benchmark.modality.id).join(",");

/** The tasks of a comma-separated list, each once, in the list's order. Throws `USAGE`. */
export function tasksNamed(list: string): BenchmarkTask[] {
  return namedOf({ option: "tasks", expected: `some of ${allTasks}` }, list, (name) =>
    benchmarkTasks.find(({ benchmark }) => benchmark.modality.id === name),
  );
}
