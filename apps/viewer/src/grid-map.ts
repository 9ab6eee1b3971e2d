// An entropy map over the cells of a grid, as SVG.

import { entropyColour } from "./colour.ts";
import { escapeHtml } from "./escape.ts";
import { outlinePath } from "./outline.ts";
import { unitName } from "./unit-sentence.ts";
import type { GridView, MapView, PictureView } from "./view.ts";

/**
 * One rectangle per unit in its colour, knowledge points outlined. One cell is in the order of the tab key; arrows lead
 * to the others. A `still` map is one picture.
 */
export function gridMap(
  { rows, cols }: GridView,
  picture: Pick<PictureView, "layout" | "labels">,
  map: MapView,
  shares: readonly (number | null)[],
  label: string,
  still = false,
): string {
  const cells = shares.map((share, index) => {
    const fill = entropyColour(share);
    // a hair of overlap hides the seams that antialiasing leaves between cells
    const cell = `<rect x="${index % cols}" y="${Math.floor(index / cols)}" width="1.02" height="1.02" fill="${fill}"`;
    if (still) return `${cell}/>`;
    return (
      `${cell} data-unit="${index}" ` +
      `tabindex="${index === 0 ? 0 : -1}" role="img" aria-label="${escapeHtml(unitName(picture, index))}"/>`
    );
  });
  const outline = outlinePath(map.points, cols);
  const lines = `<path class="under" d="${outline}"/><path class="over" d="${outline}"/>`;
  const box = `viewBox="-0.1 -0.1 ${cols + 0.2} ${rows + 0.2}"`;
  if (still)
    return `<svg class="map still" ${box} role="img" aria-label="${escapeHtml(label)}">${cells.join("")}${lines}</svg>`;
  return (
    `<svg class="map" data-cols="${cols}" ${box} role="group" aria-label="${escapeHtml(label)}">` +
    `${cells.join("")}${lines}` +
    // two lines, one of which is seen on any colour; the page moves them to the cell that has the focus
    `<path class="cursor" d=""/><path class="cursor" d=""/></svg>`
  );
}
