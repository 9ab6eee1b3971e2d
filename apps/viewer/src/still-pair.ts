// One sample as two networks see it, side by side and still: what the answer looks like.

import { mapCloud } from "./cloud.ts";
import { cloudSvg } from "./cloud-svg.ts";
import { entropyGradient } from "./colour.ts";
import { escapeHtml } from "./escape.ts";
import { mapPane } from "./map-pane.ts";
import { mapsOf, pictureDomain, unitShares } from "./map-values.ts";
import { FIRST_LOOK } from "./orbit.ts";
import { PAPER } from "./paper.ts";
import { centred } from "./projection.ts";
import { roleClass, roleName } from "./role.ts";
import { COMPARED } from "./sample-order.ts";
import { pointSentence } from "./unit-sentence.ts";
import type { MapView, PictureView } from "./view.ts";

const SIDE = 200;
/** Colours of a light page: a still cloud lies on paper. */
const LOOK = { radius: 2.6, border: rgbOf("--ink"), ring: rgbOf("--ring") };

function rgbOf(name: string): [number, number, number] {
  const text = PAPER[name] ?? "#000000";
  const at = (from: number): number => Number.parseInt(text.slice(from, from + 2), 16);
  return [at(1), at(3), at(5)];
}

function stillMap(picture: PictureView, map: MapView, domain: readonly [number, number], label: string): string {
  const { layout } = picture;
  if (layout.kind !== "points") return mapPane(picture, map, "map-mean", domain, label, true);
  const cloud = mapCloud(picture, centred(layout.positions), map, unitShares(map, "map-mean", domain));
  return (
    `<svg class="still" viewBox="0 0 ${SIDE} ${SIDE}" role="img" aria-label="${escapeHtml(label)}">` +
    `${cloudSvg(cloud, FIRST_LOOK, LOOK, SIDE)}</svg>`
  );
}

/** Both maps at the last checkpoint under `caption`, the input beside them; nothing where one has no map. */
export function stillPair(picture: PictureView, caption: string): string {
  const domain = pictureDomain(picture, "map-mean");
  const figures = COMPARED.flatMap((role) => {
    const map = mapsOf(picture, role).at(-1);
    if (!map) return [];
    const said = pointSentence(picture, map);
    return [
      `<div class="${roleClass(role)}"><b>${roleName(role)}</b>` +
        `${stillMap(picture, map, domain, `${roleName(role)}: ${said}`)}<small>${escapeHtml(said)}</small></div>`,
    ];
  });
  if (figures.length < COMPARED.length) return "";
  const input = picture.picture
    ? `<div class="input"><b>${escapeHtml(picture.title)}</b><div class="frame">${picture.picture}</div></div>`
    : "";
  return (
    `<figure class="pair ${picture.layout.kind}"><figcaption>${caption}</figcaption><div class="panes">${input}${figures.join("")}</div>` +
    `<div class="scale"><span>kept</span><i style="background:${entropyGradient()}" aria-hidden="true"></i><span>let go</span></div></figure>`
  );
}
