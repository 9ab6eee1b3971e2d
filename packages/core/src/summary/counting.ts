// What turns maps into counts: the threshold and the background that each is compared with. n units.

import type { Recipe } from "../entropy-map.ts";
import { ensure } from "../errors.ts";
import { BACKGROUND_REFERENCES, type BackgroundReference, knowledgePoints, THRESHOLDS } from "../knowledge-points.ts";
import type { MeasurementKey } from "../measurement.ts";
import { type Comparison, comparisonOf } from "./comparison.ts";
import { contrasts } from "./contrast.ts";
import { measuredNetworks, pairedNetworks, type TaskData } from "./measured-network.ts";

export interface CountingOptions {
  /** Recipe of the maps; sets the defaults of the next two. */
  readonly recipe: Recipe;
  /** b, nats. Default 0.5, for `official` 0.2. */
  readonly threshold?: number;
  /** Default "sample", for `official` "data-set". */
  readonly backgroundReference?: BackgroundReference;
  /** Which networks are compared. Default `DISTILLED_WITH_SCRATCH`. */
  readonly comparison?: Comparison;
}

/** How knowledge points are counted, in full. */
export interface Counting {
  readonly recipe: Recipe;
  /** b, nats. */
  readonly threshold: number;
  readonly backgroundReference: BackgroundReference;
}

/** @throws StillpointError RANGE for a threshold that is not a number. */
export function countingOf({ recipe, threshold, backgroundReference }: CountingOptions): Counting {
  const b = threshold ?? THRESHOLDS[recipe];
  ensure(
    Number.isFinite(b),
    "RANGE",
    () => `threshold: expected a number of nats; got ${b}; ${THRESHOLDS[recipe]} is usual`,
  );
  return { recipe, threshold: b, backgroundReference: backgroundReference ?? BACKGROUND_REFERENCES[recipe] };
}

/**
 * The knowledge points behind a summary, map by map: 1 where `summarize` of the same data and options takes a unit for a
 * point, `[n]`, on named parts too, whose points `PartResult` counts; undefined for a map that it leaves out.
 *
 * Takes all maps of the task, not only those to be drawn: the data-set reference is a mean over all kept samples.
 *
 * @throws StillpointError as `summarize`.
 */
export function countedPoints(
  data: TaskData,
  options: CountingOptions,
): (key: Pick<MeasurementKey, "role" | "seed" | "step" | "sample">) => Uint8Array | undefined {
  const { threshold, backgroundReference } = countingOf(options);
  const { samples } = data;
  const comparison = comparisonOf(options.comparison);
  const networks = pairedNetworks(measuredNetworks(data).networks, comparison);
  const all = contrasts(networks, samples, backgroundReference, comparison.reference);
  const positions = new Map(samples.map(({ id }, s) => [id, s]));
  return ({ role, seed, step, sample }) => {
    const s = positions.get(sample);
    const contrast = all.find(({ network: { run } }) => run.role === role && run.seed === seed);
    if (s === undefined || contrast === undefined) return undefined;
    const t = contrast.network.run.checkpoints.findIndex((checkpoint) => checkpoint.step === step);
    const deviations = contrast.deviations[s]?.[t];
    return deviations === undefined ? undefined : knowledgePoints(deviations, samples[s]!.units, threshold);
  };
}
