// Paints the small maps of cells and words; clouds paint their own.

import type { BrowserState } from "../src/browser-state.ts";
import { entropyColour } from "../src/colour.ts";
import { mapsOf, pictureDomain, unitShares } from "../src/map-values.ts";
import type { PictureView } from "../src/view.ts";

/** Fills every canvas of the film in `place`. */
export function paintFilm(place: HTMLElement, picture: PictureView, state: BrowserState): void {
  const { layout } = picture;
  if (layout.kind === "points") return;
  const domain = pictureDomain(picture, state.reference);
  for (const canvas of place.querySelectorAll<HTMLCanvasElement>(".film canvas")) {
    const map = mapsOf(picture, canvas.dataset.role ?? "", state.seed)[Number(canvas.dataset.index)];
    const context = canvas.getContext("2d");
    if (!map || !context) continue;
    unitShares(map, state.reference, domain).forEach((share, unit) => {
      context.fillStyle = entropyColour(share);
      if (layout.kind === "words") context.fillRect(4 * unit, 0, 4, 1);
      else context.fillRect(unit % layout.cols, Math.floor(unit / layout.cols), 1, 1);
    });
  }
}
