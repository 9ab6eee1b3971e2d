// Samples for the report's browser: picture, annotation, and the maps that a page has room for.

import { countedPoints, type Measurement, type TaskData } from "@stillpoint/core";
import type { PictureMap, ReportPicture } from "@stillpoint/report";
import { shownSamples } from "./shown-samples.ts";
import type { TaskRecord } from "./task-file.ts";

/** Entropies of one task that a page may hold: two characters each. */
const ROOM = 200_000;

type Drawn = Pick<TaskRecord, "drawn" | "recipe">;

/** Drawn samples with the maps that there is room for, and the points that were counted on them. */
export function picturesOf(data: TaskData, { drawn, recipe }: Drawn, room: number = ROOM): ReportPicture[] {
  const pointsOf = countedPoints(data, { recipe });
  const bySample = new Map<string, PictureMap[]>();
  for (const { key, map } of embeddedMaps(data, drawn, room)) {
    const counted = pointsOf(key);
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

/**
 * The maps that a page holds. Always the whole training of some samples at the lowest seed; then, each as far as it fits
 * whole: the last checkpoint of all samples at that seed, at every seed, the whole training of those some at every seed, of
 * all samples at the lowest, and everything.
 */
function embeddedMaps(data: TaskData, drawn: Drawn["drawn"], room: number): Measurement[] {
  const seed = Math.min(...data.runs.filter(({ role }) => role !== "teacher").map((run) => run.seed));
  const isDrawn = new Set(drawn.map(({ sample }) => sample));
  const candidates = [...data.measurements].filter(({ key }) => isDrawn.has(key.sample));
  const some = new Set(
    shownSamples(data.samples.filter(({ id }) => isDrawn.has(id)).map((info) => ({ info }))).map(({ info }) => info.id),
  );
  const last = new Map(data.runs.map((run) => [`${run.role} ${run.seed}`, run.checkpoints.at(-1)?.step]));
  const isFirst = ({ key }: Measurement): boolean => key.role === "teacher" || key.seed === seed;
  const isSome = ({ key }: Measurement): boolean => some.has(key.sample);
  const isLast = ({ key }: Measurement): boolean => last.get(`${key.role} ${key.seed}`) === key.step;
  const kinds: readonly ((measurement: Measurement) => boolean)[] = [
    (one) => isSome(one) && isFirst(one),
    (one) => isFirst(one) && isLast(one),
    isLast,
    isSome,
    isFirst,
    () => true,
  ];
  const kept = new Set<Measurement>();
  let taken = 0;
  for (const [k, kind] of kinds.entries()) {
    const more = candidates.filter((one) => kind(one) && !kept.has(one));
    const size = more.reduce((sum, { map }) => sum + map.entropies.length, 0);
    if (k > 0 && taken + size > room) continue;
    for (const one of more) kept.add(one);
    taken += size;
  }
  return candidates.filter((one) => kept.has(one));
}
