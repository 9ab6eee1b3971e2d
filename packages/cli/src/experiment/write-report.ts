// From measurements to the files users open: report.json, report.html, entropies.parquet.

import type { Measurement, TaskData } from "@stillpoint/core";
import {
  mergeShards,
  parseReport,
  type ReportInput,
  type ReportPicture,
  toReportHtml,
  toReportJson,
} from "@stillpoint/report";
import type { OutputFolder } from "../storage/output-folder.ts";
import type { TaskMeasurements } from "./measure-task.ts";
import type { MeasuredTask } from "./measured-task.ts";

/** What is summarised of one task and layer; undefined when an interrupted run has no complete set of networks. */
export function taskData(task: MeasuredTask, measured: TaskMeasurements): TaskData | undefined {
  const networks = completeNetworks(task, measured);
  if (networks.length === 0) return undefined;
  const keep = new Set(networks.map(({ role, seed }) => `${role} ${seed}`));
  const isKept = ({ role, seed }: Measurement["key"]): boolean => keep.has(`${role} ${seed}`);
  return {
    task: task.task,
    modality: task.modality,
    layer: task.layer,
    samples: task.samples.map(({ info }) => info),
    runs: networks.map(({ role, seed, checkpoints, accuracy }) => ({
      role,
      seed,
      checkpoints: checkpoints.map(({ step, path }) => ({ step, path })),
      ...(accuracy === undefined ? {} : { accuracy }),
    })),
    measurements: measured.measurements.filter(({ key }) => isKept(key)),
    exclusions: measured.exclusions.filter(({ key }) => isKept(key)),
  };
}

/** Seeds of which an interrupted run has every map of every network; a full run keeps all. */
function completeNetworks(task: MeasuredTask, measured: TaskMeasurements): MeasuredTask["networks"] {
  if (!measured.interrupted) return task.networks;
  const count = new Map<string, number>();
  for (const { key } of [...measured.measurements, ...measured.exclusions]) {
    const name = `${key.role} ${key.seed}`;
    count.set(name, (count.get(name) ?? 0) + 1);
  }
  const complete = (seed: number): boolean =>
    task.networks
      .filter((network) => network.seed === seed)
      .every(({ role, checkpoints }) => count.get(`${role} ${seed}`) === checkpoints.length * task.samples.length);
  return task.networks.filter(({ seed }) => complete(seed));
}

/** Writes the three files; returns the path of the page. */
export async function writeReport(
  folder: OutputFolder,
  input: ReportInput,
  pictures: readonly ReportPicture[],
  shards: readonly string[],
): Promise<string> {
  const json = toReportJson(input);
  folder.write("report.json", json);
  const page = folder.write("report.html", toReportHtml({ report: parseReport(json), pictures }));
  // last and shard by shard: a full run has tens of millions of rows
  if (shards.length > 0) await folder.stream("entropies.parquet", (sink) => mergeShards(folder.each(shards), sink));
  return page;
}
