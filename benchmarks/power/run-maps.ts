// The maps of a finished run, by task and layer.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type MeasuredMap, readMerged } from "@stillpoint/report";

/** In the file's order; `folder` is relative to where the command was typed. */
export async function runMaps(folder: string): Promise<MeasuredMap[][]> {
  const jobs = await readMerged(readFileSync(`${resolve(process.env.INIT_CWD ?? ".", folder)}/entropies.parquet`));
  const byTask = new Map<string, MeasuredMap[]>();
  for (const map of jobs.flatMap(({ maps }) => maps)) {
    const { task, layer } = map.measurement.key;
    const name = `${task}@${layer}`;
    const own = byTask.get(name) ?? [];
    own.push(map);
    byTask.set(name, own);
  }
  return [...byTask.values()];
}
