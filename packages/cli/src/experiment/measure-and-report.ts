// From tasks to the finished output folder: measure, summarise, write, and tell the headline.

import { countedPoints, StillpointError, summarize, type TaskResult } from "@stillpoint/core";
import type { ReportInput, ReportPicture } from "@stillpoint/report";
import { committedCalibration } from "../calibrate/committed.ts";
import { summaryLines } from "../terminal/summary.ts";
import type { EngineChoice } from "./engine-choice.ts";
import { type MeasuringContext, measureTask } from "./measure-task.ts";
import type { MeasuredTask } from "./measured-task.ts";
import { chosenPictures } from "./pictures.ts";
import type { ShownSample } from "./shown-sample.ts";
import { taskData, writeReport } from "./write-report.ts";

/** A task with what its samples look like and how it is measured. */
export interface PicturedTask {
  readonly task: MeasuredTask;
  readonly samples: readonly ShownSample[];
  readonly engine: EngineChoice;
}

/** What the report says beside the results. */
export interface ReportHeader {
  readonly command: string;
  readonly names?: Readonly<Record<string, string>>;
  /** Which units count as foreground, by task without layer. */
  readonly foregroundRules?: Readonly<Record<string, string>>;
  /** Control task of each result, by their ids. */
  readonly controls?: (results: readonly TaskResult[]) => Readonly<Record<string, string>>;
}

/**
 * Measures every task and writes the report. A run that was stopped leaves a valid partial report; then throws
 * `INTERRUPTED`.
 */
export async function measureAndReport(
  tasks: readonly PicturedTask[],
  context: MeasuringContext,
  header: ReportHeader,
): Promise<void> {
  const results: TaskResult[] = [];
  const pictures: ReportPicture[] = [];
  const shards: string[] = [];
  const jobs = { done: 0, total: 0 };
  for (const { task, samples, engine } of tasks) {
    const measured = await measureTask(task, engine, context);
    jobs.done += measured.jobs.done;
    jobs.total += measured.jobs.total;
    shards.push(...measured.shards);
    const data = taskData(task, measured);
    if (data === undefined) continue;
    const { recipe, seed } = engine;
    results.push(summarize(data, { recipe, bootstrap: { seed } }));
    pictures.push(...chosenPictures(data, countedPoints(data, { recipe }), samples));
  }

  const { progress, folder, signal } = context;
  const partial = signal.aborted || jobs.done < jobs.total;
  // Merging the shards of a large run takes minutes.
  progress.start("writing the report", 1);
  const page = await writeReport(folder, reportInput(results, header, partial ? jobs : undefined), pictures, shards);
  progress.update(1);
  progress.finish();
  for (const line of results.flatMap(summaryLines)) progress.note(line);
  progress.note(`report: ${page}`);
  if (partial) {
    throw new StillpointError("INTERRUPTED", `stopped after ${jobs.done} of ${jobs.total} jobs; go on with --resume`);
  }
}

function reportInput(
  results: readonly TaskResult[],
  { command, names, controls, foregroundRules }: ReportHeader,
  partial: { readonly done: number; readonly total: number } | undefined,
): ReportInput {
  const calibration = committedCalibration();
  const seeds = new Set(results.flatMap(({ bySeed }) => bySeed.map(({ seed }) => seed)));
  return {
    seeds: [...seeds].sort((a, b) => a - b),
    tasks: results,
    ...(names === undefined ? {} : { names }),
    ...(foregroundRules === undefined ? {} : { foregroundRules }),
    ...(calibration === undefined ? {} : { calibration }),
    ...(controls === undefined ? {} : { controls: controls(results) }),
    run: { command, versions: { node: process.version }, ...(partial ? { partial } : {}) },
  };
}
