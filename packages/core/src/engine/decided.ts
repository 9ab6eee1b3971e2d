// `limit` without a word on averaging: the map itself says where it is needed.

import type { Averaging, EntropyMap } from "../entropy-map.ts";
import { bend, isLinear } from "../linearity.ts";
import { measureDeparture } from "./departure.ts";
import { limitMap } from "./limit.ts";
import type { MapTask } from "./map-task.ts";
import { smoothedMap } from "./smoothed.ts";

/** Nearer by chance, with the few copies that check an averaged map, is no reason to average. */
const NEARER = 0.9;

/**
 * The map at the clean sample, and how non-linear the layer is in its noise: as its check says or, where that is not near
 * enough to 1, as copies of their own say that are compared with the gradients' prediction one by one. They cannot take a
 * linear layer for another, as a few check copies may.
 */
export async function checkedMap(task: MapTask): Promise<{ readonly map: EntropyMap; readonly nonLinearity: number }> {
  const { map, linear } = await limitMap(task);
  if (Number.isNaN(map.nonLinearity) || isLinear(map.nonLinearity)) return { map, nonLinearity: map.nonLinearity };
  const { ratio, passes } = await measureDeparture(task, linear);
  return { map: { ...map, passes: map.passes + passes }, nonLinearity: ratio };
}

/**
 * The map at the clean sample where the layer is linear in its noise; else the one of energies averaged over x ± σ0 z
 * where that brings the non-linearity nearer to 1. Passes are those of all that was tried.
 */
export async function decidedMap(task: MapTask): Promise<EntropyMap> {
  const { map, nonLinearity: plain } = await checkedMap(task);
  if (Number.isNaN(plain) || isLinear(plain)) return { ...map, averaging: { smoothing: 0, reason: "linear", plain } };
  const { settings } = task;
  const smoothing = settings.sigma0;
  const around = await smoothedMap({ ...task, settings: { ...settings, smoothing, passes: settings.passesAround } });
  const passes = map.passes + around.passes;
  const averaged = around.nonLinearity;
  const averaging: Averaging =
    bend(averaged) < NEARER * bend(plain)
      ? { smoothing, reason: "nearer", plain, averaged }
      : { smoothing: 0, reason: "no-nearer", plain, averaged };
  return { ...(averaging.smoothing > 0 ? around : map), passes, averaging };
}
