// One measured map with its place in the experiment: the rows everything after the engine works on.

import type { Role, Unit, WeightPath } from "./contract.ts";
import type { EntropyMap } from "./entropy-map.ts";

/** Where a map belongs. `seed` is the training seed of the network, `sample` an id unique within the task. */
export interface MeasurementKey {
  readonly task: string;
  readonly layer: string;
  readonly seed: number;
  readonly role: Role;
  readonly step: number;
  readonly sample: string;
}

export interface Measurement {
  readonly key: MeasurementKey;
  readonly map: EntropyMap;
}

/** A map that does not exist, such as of a sample whose features never move, with the reason. */
export interface ExcludedMap {
  readonly key: MeasurementKey;
  readonly reason: string;
}

/** A measured sample as statistics need it: never its pixels. */
export interface SampleInfo {
  readonly id: string;
  /** Reported apart, for example `held-out` and `training`. */
  readonly group: string;
  /** `[n]` in the order of `EntropyMap.entropies`. */
  readonly units: readonly Unit[];
}

/**
 * Where the path of weights comes from: the record of the training, the weights of exported checkpoints, or nowhere,
 * because those weights hold a folded batch normalisation or for another reason.
 */
export const PATH_SOURCES = ["record", "exported", "folded", "unknown"] as const;

export type PathSource = (typeof PATH_SOURCES)[number];

/** A path's source; where the path is NaN, why. */
export interface PathOrigin {
  readonly source: PathSource;
  readonly reason?: string;
}

/** The origins of both paths of a run. */
export interface PathOrigins {
  readonly layer: PathOrigin;
  readonly network: PathOrigin;
}

/** One network over its training: checkpoints in increasing step, from 0 or later. */
export interface Run {
  readonly role: Role;
  readonly seed: number;
  readonly checkpoints: readonly {
    readonly step: number;
    readonly path: { readonly layer: WeightPath; readonly network: WeightPath };
    /** Share of correct held-out answers at this checkpoint, 0..1; absent where it was not measured. */
    readonly heldOutAccuracy?: number;
  }[];
  /** Where the paths come from; absent where nobody says. */
  readonly origins?: PathOrigins;
  /** Share of correct answers by sample group after training; absent where it was not measured. */
  readonly accuracy?: Readonly<Record<string, number>>;
}
