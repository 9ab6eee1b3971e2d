// One job: a batch of samples through one open model.

import type { FeatureModel, Layer, UnitInput } from "../contract.ts";
import type { EntropyMap } from "../entropy-map.ts";
import { type ErrorCode, StillpointError } from "../errors.ts";
import type { ExcludedMap, Measurement, MeasurementKey } from "../measurement.ts";
import { checkpointName, type Job, type PlannedSample } from "./plan.ts";

/** Measures one map. The key says which sample and network it is of, so that noise can be keyed by sample. */
export type MeasureMap = (layer: Layer, units: UnitInput, key: MeasurementKey) => Promise<EntropyMap>;

export interface JobResult {
  readonly job: Job;
  /** Sample by sample, each for all networks that share the weights. */
  readonly measurements: readonly Measurement[];
  readonly exclusions: readonly ExcludedMap[];
}

/**
 * Runs one job, sample by sample. A map that is not defined (DEGENERATE) becomes an exclusion; every other failure is
 * wrapped once with sample, network and layer and keeps its code.
 */
export async function measureJob(
  job: Job,
  task: string,
  samples: readonly PlannedSample[],
  model: FeatureModel,
  measureMap: MeasureMap,
  mapDone: () => void,
): Promise<JobResult> {
  const measurements: Measurement[] = [];
  const exclusions: ExcludedMap[] = [];
  for (const sample of samples) {
    const keys = job.networks.map((network) => ({ task, layer: job.layer, ...network, sample: sample.id }));
    const map = await measureSample(job, sample, keys[0]!, model, measureMap);
    for (const key of keys) {
      if (typeof map === "string") exclusions.push({ key, reason: map });
      else measurements.push({ key, map });
    }
    mapDone();
  }
  return { job, measurements, exclusions };
}

/** A `StillpointError` that names the place and carries the failure as its cause. */
export function placed(place: string, cause: unknown): StillpointError {
  const code: ErrorCode = cause instanceof StillpointError ? cause.code : "RUNTIME";
  const message = cause instanceof Error ? cause.message : String(cause);
  return new StillpointError(code, `${place}: ${message}`, { cause });
}

/** The map, or why there is none. */
async function measureSample(
  job: Job,
  sample: PlannedSample,
  key: MeasurementKey,
  model: FeatureModel,
  measureMap: MeasureMap,
): Promise<EntropyMap | string> {
  try {
    const units = await sample.units();
    return await measureMap(await model.bind(units.inputs), units, key);
  } catch (cause) {
    if (cause instanceof StillpointError && cause.code === "DEGENERATE") return cause.message;
    throw placed(`sample ${sample.id} at layer ${job.layer} of ${checkpointName(job.networks[0]!)}`, cause);
  }
}
