// Chosen samples for the report's browser: picture, annotation and the maps of every network at every checkpoint.

import type { MeasurementKey, TaskData } from "@stillpoint/core";
import type { PictureMap, ReportPicture } from "@stillpoint/report";
import type { ShownSample } from "./shown-sample.ts";

/** Samples shown per task and group. */
const PER_GROUP = 4;

/** Pictures of some samples of each group, with the maps of the lowest seed and the points that were counted on them. */
export function chosenPictures(
  data: TaskData,
  pointsOf: (key: MeasurementKey) => Uint8Array | undefined,
  samples: readonly ShownSample[],
): ReportPicture[] {
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
  const shown = [...new Set(samples.map(({ info }) => info.group))].flatMap((group) =>
    spread(samples.filter(({ info }) => info.group === group)),
  );
  return shown.flatMap(({ info, look }) => {
    const maps = bySample.get(info.id);
    if (maps === undefined) return [];
    return [
      {
        task: `${data.task}@${data.layer}`,
        sample: info.id,
        title: look.title,
        group: info.group,
        picture: look.picture(),
        mask: look.annotation(),
        layout: look.layout,
        units: info.units,
        maps,
      },
    ];
  });
}

/** Evenly spread over the list, which is sorted by name and so by class. */
function spread(samples: readonly ShownSample[]): ShownSample[] {
  const count = Math.min(PER_GROUP, samples.length);
  return Array.from({ length: count }, (_, k) => samples[Math.floor((k * samples.length) / count)]!);
}
