// One map in the way its units lie.

import { escapeHtml } from "./escape.ts";
import { gridMap } from "./grid-map.ts";
import { type Reference, unitShares } from "./map-values.ts";
import type { MapView, PictureView } from "./view.ts";
import { wordsMap } from "./words-map.ts";

/** Markup of a map; points get an empty canvas, which the page paints. A `still` one has no unit for the tab key. */
export function mapPane(
  picture: PictureView,
  map: MapView,
  reference: Reference,
  domain: readonly [number, number],
  label: string,
  still = false,
): string {
  const { layout } = picture;
  if (layout.kind === "points")
    return `<canvas class="cloud" tabindex="0" role="img" aria-label="${escapeHtml(label)}"></canvas>`;
  const shares = unitShares(map, reference, domain);
  return layout.kind === "grid"
    ? gridMap(layout, picture, map, shares, label, still)
    : wordsMap(layout, picture, map, shares, label, still);
}
