// Where a network sees what another does not: UniCAM's maps.

import type { NumberTable } from "@stillpoint/mechanism";
import { residualGradient } from "../representation/distance-correlation.ts";
import { innerProduct, type PairMatrix } from "../representation/pair-matrix.ts";
import { activationMaps } from "./activation-map.ts";
import { type LocalisationMaps, placedMaps } from "./class-maps.ts";
import type { MapLayout } from "./map-layout.ts";

/** A layer with places of one network on n examples. */
export interface MappedFeatures {
  readonly layer: string;
  /** `[n, m]`, one row for each example. */
  readonly features: NumberTable;
  readonly layout: MapLayout;
  /** Shape of one sample of the input. */
  readonly input: readonly number[];
}

/**
 * Maps max(0, Σ_c w_c A_c) of every example, w_c the mean over places of `residualGradient`: where raising what the layer
 * holds would set the network's relations among examples further apart from another's, whose U-centred distances are
 * `other`. Maps of zeros where the other tells no examples apart. `counted` is `[n·places]`, 0 for places that do not count.
 *
 * @throws StillpointError SHAPE for other examples, DEGENERATE for fewer than 4
 * Source: Adhane et al. 2025 (repository read).
 */
export function residualMaps(
  { layer, features, layout, input }: MappedFeatures,
  other: PairMatrix,
  counted?: ArrayLike<number>,
): LocalisationMaps {
  const values = Float32Array.from(features.values);
  const signal = innerProduct(other, other) > 0 ? residualGradient(features, other) : values.map(() => 0);
  const maps = activationMaps(values, Float32Array.from(signal), layout);
  return placedMaps(maps, layout, { layer, input, counted });
}
