// The maps of a sample that are there, and what a saved file says of them.

import type { FittedSample, LabMap } from "../lab/protocol.ts";
import type { ComparedNetwork } from "../parts/compare.tsx";
import type { SheetMap } from "./map-sheet.ts";
import { mapView } from "./picture-view.ts";
import type { Maps } from "./use-maps.ts";

export interface ShownMap extends SheetMap {
  readonly map: LabMap;
  /** Whether it was measured under choices of before: files are not made of it. */
  readonly earlier: boolean;
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
    const { map, earlier = false } = maps.states.get(id) ?? {};
    return map === undefined ? [] : [{ title, map, earlier, view: mapView(sample, { role, step, map }, threshold) }];
  });
}

/** Those measured as the choices are now. */
export function newestMaps(of: MapsOf): ShownMap[] {
  return shownMaps(of).filter(({ earlier }) => !earlier);
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
