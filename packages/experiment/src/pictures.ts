// Shown samples for the report's browser: picture, annotation and the maps of every network at every checkpoint.

import { countedPoints, type TaskData } from "@stillpoint/core";
import type { PictureMap, ReportPicture } from "@stillpoint/report";
import type { TaskRecord } from "./task-file.ts";

/** The drawn samples with the maps of the lowest seed and the points that were counted on them. */
export function picturesOf(data: TaskData, { drawn, recipe }: Pick<TaskRecord, "drawn" | "recipe">): ReportPicture[] {
  const pointsOf = countedPoints(data, { recipe });
  const seed = Math.min(...data.runs.filter(({ role }) => role !== "teacher").map((run) => run.seed));
  const bySample = new Map<string, PictureMap[]>();
  for (const { key, map } of data.measurements) {
    const counted = key.seed === seed || key.role === "teacher" ? pointsOf(key) : undefined;
    if (counted === undefined) continue;
    const points = [...counted].flatMap((is, unit) => (is === 1 ? [unit] : []));
    const maps = bySample.get(key.sample) ?? [];
    maps.push({ role: key.role, seed: key.seed, step: key.step, entropies: [...map.entropies], points });
    bySample.set(key.sample, maps);
  }
  const units = new Map(data.samples.map((sample) => [sample.id, sample.units]));
  return drawn.flatMap((sample) => {
    const maps = bySample.get(sample.sample);
    if (maps === undefined) return [];
    return [{ task: `${data.task}@${data.layer}`, ...sample, units: units.get(sample.sample) ?? [], maps }];
  });
}
