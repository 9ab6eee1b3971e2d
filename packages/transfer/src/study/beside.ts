// What is known of the samples whose layers are compared pair by pair.

import { type NumberTable, numberTable } from "@stillpoint/mechanism";
import type { LocalisationMaps } from "../localisation/class-maps.ts";
import type { Asked } from "./asked.ts";
import type { TransferMatter } from "./matter.ts";

/** `[n, K]` one-hot; undefined where an answer means something else in every sample. */
export function besideClasses(
  { samples, classNames, answers }: TransferMatter,
  { beside }: Asked,
): NumberTable | undefined {
  if (answers === "places") return undefined;
  const columns = classNames.length;
  const values = new Float64Array(beside.length * columns);
  for (const [row, place] of beside.entries()) values[row * columns + (samples.labels[place] ?? 0)] = 1;
  return numberTable("classes", { values, columns });
}

/** The teacher's Grad-CAM. */
export function besideMaps({ maps, beside }: Asked): LocalisationMaps | undefined {
  if (maps === undefined) return undefined;
  const n = maps.shape.reduce((all, size) => all * size, 1);
  return {
    ...maps,
    values: Float32Array.from(beside.flatMap((at) => [...maps.values.subarray(at * n, (at + 1) * n)])),
  };
}

/** `[n·places]` 0 for places that do not count. */
export function besideCounted({ counted, samples }: TransferMatter, { beside }: Asked): Float32Array | undefined {
  if (counted === undefined) return undefined;
  const n = counted.length / samples.labels.length;
  return Float32Array.from({ length: beside.length * n }, (_, k) => counted[beside[Math.floor(k / n)]! * n + (k % n)]!);
}
