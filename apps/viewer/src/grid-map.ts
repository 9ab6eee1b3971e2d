// An entropy map over the cells of a grid, as SVG.

import { entropyColour } from "./colour.ts";
import { escapeHtml } from "./escape.ts";
import { outlinePath } from "./outline.ts";
import { unitName } from "./unit-sentence.ts";
import type { GridView, MapView, PictureView } from "./view.ts";

/**
 * One rectangle per unit in its colour, knowledge points outlined. One cell is in the order of the tab key; arrows lead
 * to the others.
 */
export function gridMap(
  { rows, cols }: GridView,
  picture: Pick<PictureView, "layout" | "labels">,
  map: MapView,
  shares: readonly (number | null)[],
  label: string,
): string {
  const cells = shares.map((share, index) => {
    const fill = entropyColour(share);
    // a hair of overlap hides the seams that antialiasing leaves between cells
    return (
      `<rect x="${index % cols}" y="${Math.floor(index / cols)}" width="1.02" height="1.02" fill="${fill}" data-unit="${index}" ` +
      `tabindex="${index === 0 ? 0 : -1}" role="img" aria-label="${escapeHtml(unitName(picture, index))}"/>`
    );
  });
  const outline = outlinePath(map.points, cols);
  return (
    `<svg class="map" data-cols="${cols}" viewBox="-0.1 -0.1 ${cols + 0.2} ${rows + 0.2}" role="group" aria-label="${escapeHtml(label)}">` +
    `${cells.join("")}<path class="under" d="${outline}"/><path class="over" d="${outline}"/>` +
    // two lines, one of which is seen on any colour; the page moves them to the cell that has the focus
    `<path class="cursor" d=""/><path class="cursor" d=""/></svg>`
  );
}
