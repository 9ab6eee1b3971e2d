// Chosen samples for the report's browser: picture, annotation and the maps of every network at every checkpoint.

import type { MeasurementKey, TaskData } from "@stillpoint/core";
import type { PictureMap, ReportPicture } from "@stillpoint/report";
import type { ShownSample } from "./shown-sample.ts";

/** Samples shown per task and group, and in all: folders of many classes are groups too. */
const PER_GROUP = 4;
const IN_ALL = 24;

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
  const groups = [...new Set(samples.map(({ info }) => info.group))];
  const perGroup = Math.max(1, Math.min(PER_GROUP, Math.floor(IN_ALL / groups.length)));
  const shown = groups
    .flatMap((group) =>
      spread(
        samples.filter(({ info }) => info.group === group),
        perGroup,
      ),
    )
    .slice(0, IN_ALL);
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
function spread(samples: readonly ShownSample[], most: number): ShownSample[] {
  const count = Math.min(most, samples.length);
  return Array.from({ length: count }, (_, k) => samples[Math.floor((k * samples.length) / count)]!);
}
