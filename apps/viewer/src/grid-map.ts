// An entropy map over the cells of a grid, as SVG.

import { entropyColour } from "./colour.ts";
import { escapeHtml } from "./escape.ts";
import { outlinePath } from "./outline.ts";
import type { GridView, MapView } from "./view.ts";

/** One rectangle per unit in its colour, knowledge points outlined. */
export function gridMap(
  { rows, cols }: GridView,
  map: MapView,
  shares: readonly (number | null)[],
  label: string,
): string {
  const cells = shares.map((share, index) => {
    const fill = entropyColour(share);
    // a hair of overlap hides the seams that antialiasing leaves between cells
    return `<rect x="${index % cols}" y="${Math.floor(index / cols)}" width="1.02" height="1.02" fill="${fill}" data-unit="${index}"/>`;
  });
  const outline = outlinePath(map.points, cols);
  return (
    `<svg class="map" viewBox="-0.1 -0.1 ${cols + 0.2} ${rows + 0.2}" role="img" aria-label="${escapeHtml(label)}">` +
    `${cells.join("")}<path class="under" d="${outline}"/><path class="over" d="${outline}"/></svg>`
  );
}
