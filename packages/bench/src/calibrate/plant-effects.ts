// Effects of a stated size planted in measured maps: arithmetic on entropies, nothing is trained or measured again.

import { drawNormal, type EntropyMap, type Measurement, regionMean, type TaskData, type Unit } from "@stillpoint/core";
import { PAIR_ROLES } from "./null-pair.ts";
import { REAL_STUDY } from "./real-study.ts";

/**
 * `kept`: the treated network sees the object better at the end, and the reference keeps more of the background and takes
 * detours. `early`: the treated network sees the object better halfway and the reference at the end. No network can have
 * both: who is best halfway has lost something at the end.
 */
export const PLANTS = ["kept", "early"] as const;
export type Plant = (typeof PLANTS)[number];

/** The same for every picture, or of another size for each, with the mean of the other. */
export const SPREADS = ["same", "by-picture"] as const;
export type Spread = (typeof SPREADS)[number];

export interface PlantedEffect {
  readonly plant: Plant;
  readonly spread: Spread;
  /** Mean over pictures, nats. */
  readonly size: number;
}

/** What names the random sizes of a trial. */
export interface EffectKey {
  readonly seed: number;
  /** Unique among all trials. */
  readonly trial: string;
}

type Place = Measurement["key"];
/** Signed size of the effect in one picture of one seed, nats; below 0 it is in the other network. */
type SizeOf = (place: Pick<Place, "seed" | "sample">) => number;

const TREATED = PAIR_ROLES[1];

/**
 * `data` with the effect in it, from the first trained checkpoint on. `by-picture` sizes are normal with the effect's size
 * as mean and as standard deviation; what they are beside their mean correlates between seeds as in our own runs.
 *
 * Foreground units sink by the size. Background units that lie below their mean sink by it and the others rise so that the
 * mean stays: a shift of all would move no unit against another. Detours: at every trained checkpoint but the last one half
 * of the foreground sinks and the other rises, in turns. Standard errors and units at a bound stay what they were.
 */
export function withEffect(data: TaskData, { plant, spread, size }: PlantedEffect, key: EffectKey): TaskData {
  const vary = spread === "same" ? () => 0 : pictureSizes(data, key);
  return shifted(data, plant, (place) => size * (1 + vary(place)));
}

/**
 * `data` with an effect in every picture that favours neither network on average: normal with mean 0 and
 * `sharedDeviation`, shared by seeds as in `withEffect`; the sign says which of the two networks has it.
 */
export function withSharedEffect(data: TaskData, plant: Plant, key: EffectKey): TaskData {
  const vary = pictureSizes(data, key);
  return shifted(data, plant, (place) => REAL_STUDY.sharedDeviation * vary(place));
}

/** Standard normal by picture and seed, correlated between the seeds of a picture. */
function pictureSizes({ samples, runs }: TaskData, { seed, trial }: EffectKey): SizeOf {
  const draw = (purpose: string, pass: number): Float32Array => {
    const values = new Float32Array(samples.length);
    drawNormal({ seed, sample: trial, purpose, pass }, values);
    return values;
  };
  const at = new Map(samples.map(({ id }, s) => [id, s]));
  const shared = draw("effect of a picture", 0);
  const seeds = new Set(runs.map((run) => run.seed));
  const own = new Map([...seeds].map((each) => [each, draw("effect of a picture in a seed", each)]));
  const correlation = REAL_STUDY.pictureCorrelation;
  return ({ seed: of, sample }) => {
    const s = at.get(sample) ?? 0;
    return Math.sqrt(correlation) * (shared[s] ?? 0) + Math.sqrt(1 - correlation) * (own.get(of)?.[s] ?? 0);
  };
}

function shifted(data: TaskData, plant: Plant, sizeOf: SizeOf): TaskData {
  const unitsOf = new Map(data.samples.map(({ id, units }) => [id, units]));
  const steps = data.runs[0]?.checkpoints.map(({ step }) => step) ?? [];
  const measurements = [...data.measurements].map(({ key, map }): Measurement => {
    const moment = steps.indexOf(key.step);
    const size = sizeOf(key);
    if (moment < 1 || size === 0) return { key, map };
    // A size below 0 exchanges what the two networks have.
    const treated = (key.role === TREATED) === size > 0;
    const units = unitsOf.get(key.sample) ?? [];
    const last = moment === steps.length - 1;
    const place = { treated, moment, last, first: moment === 1 };
    const change = (entropies: Float64Array): Float64Array => {
      const shares = plant === "kept" ? keptShift(entropies, units, place) : earlyShift(units, place);
      return entropies.map((entropy, i) => entropy + Math.abs(size) * shares[i]!);
    };
    return { key, map: changedMap(map, change) };
  });
  return { ...data, measurements };
}

interface Moment {
  readonly treated: boolean;
  /** Position of the checkpoint. */
  readonly moment: number;
  readonly first: boolean;
  readonly last: boolean;
}

/** `[n]`, times the size of the effect. */
function keptShift(entropies: Float64Array, units: readonly Unit[], { treated, moment, last }: Moment): Float64Array {
  if (treated) return foreground(units, () => -1);
  const background = backgroundShift(entropies, units);
  if (last) return background;
  const detour = foreground(units, (k) => ((k + moment) % 2 === 0 ? -1 : 1));
  return background.map((share, i) => share + detour[i]!);
}

function earlyShift(units: readonly Unit[], { treated, first, last }: Moment): Float64Array {
  return foreground(units, () => ((treated ? first : last) ? -1 : 0));
}

/** A share for the k-th foreground unit, 0 elsewhere. */
function foreground(units: readonly Unit[], share: (k: number) => number): Float64Array {
  let k = 0;
  return Float64Array.from(units, ({ region }) => (region === "foreground" ? share(k++) : 0));
}

/** −1 for background units below their mean; the others rise by as much in all. */
function backgroundShift(entropies: Float64Array, units: readonly Unit[]): Float64Array {
  const mean = regionMean(entropies, units, "background");
  const isBelow = (i: number): boolean => entropies[i]! < mean;
  const background = [...units.keys()].filter((i) => units[i]!.region === "background");
  const below = background.filter(isBelow).length;
  const rise = below / (background.length - below);
  return Float64Array.from(units, ({ region }, i) => (region !== "background" ? 0 : isBelow(i) ? -1 : rise));
}

function changedMap(map: EntropyMap, change: (entropies: Float64Array) => Float64Array): EntropyMap {
  const { atSecondBound: second } = map;
  const entropies = change(map.entropies);
  const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  if (second === undefined) return { ...map, entropies, meanEntropy: meanOf(entropies) };
  const other = change(second.entropies);
  const atSecondBound = { ...second, entropies: other, meanEntropy: meanOf(other) };
  return { ...map, entropies, meanEntropy: meanOf(entropies), atSecondBound };
}
