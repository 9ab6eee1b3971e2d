// The maps of a sample that are there, and what a saved file says of them.

import type { FittedSample, LabMap } from "../lab/protocol.ts";
import type { ComparedNetwork } from "../parts/compare.tsx";
import type { SheetMap } from "./map-sheet.ts";
import { mapView } from "./picture-view.ts";
import type { Maps } from "./use-maps.ts";

export interface ShownMap extends SheetMap {
  readonly map: LabMap;
}

export interface MapsOf {
  readonly sample: FittedSample;
  readonly networks: readonly ComparedNetwork[];
  readonly maps: Maps;
  /** b, nats. */
  readonly threshold: number;
}

/** One for each network that has a map, in their order. */
export function shownMaps({ sample, networks, maps, threshold }: MapsOf): ShownMap[] {
  return networks.flatMap(({ id, role, step, title }) => {
    const map = maps.states.get(id)?.map;
    return map === undefined ? [] : [{ title, map, view: mapView(sample, { role, step, map }, threshold) }];
  });
}

/** A sample and its maps, by the names of the numbers; entropies in nats. */
export function mapsData(
  { id, labels, regions, parts, layout }: FittedSample,
  shown: readonly ShownMap[],
): { readonly sample: object; readonly maps: readonly (object & { readonly step: number })[] } {
  return {
    sample: { id, labels, regions, parts, layout },
    maps: shown.map(({ title, map, view: { role, step, points } }) => ({ title, role, step, ...map, points })),
  };
}
