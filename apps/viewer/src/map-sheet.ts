// The maps that a sample browser shows as a table: a row a unit, an entropy and a mark for each network.

import type { BrowserState } from "./browser-state.ts";
import { mapAt, pictureRoles, stepsOf } from "./map-values.ts";
import type { Sheet } from "./sheet.ts";
import type { PictureView } from "./view.ts";

const REGIONS: Readonly<Record<string, string>> = { f: "foreground", b: "background", "-": "border" };

/** Entropies in nats; knowledge points are 1. */
export function mapSheet(picture: PictureView, { moment, seed }: Pick<BrowserState, "moment" | "seed">): Sheet {
  const step = stepsOf(picture, seed)[moment] ?? 0;
  const maps = pictureRoles(picture).flatMap((role) => mapAt(picture, role, step, seed) ?? []);
  const units = Math.max(0, ...maps.map(({ entropies }) => entropies.length));
  const name = (map: (typeof maps)[number]): string => `${map.role}, seed ${map.seed}, step ${map.step}`;
  return {
    columns: [
      "sample",
      "unit",
      "label",
      "region",
      "part",
      ...maps.flatMap((map) => [`entropy ${name(map)}`, `point ${name(map)}`]),
    ],
    rows: Array.from({ length: units }, (_, unit) => [
      picture.sample,
      unit,
      picture.labels?.[unit] ?? null,
      REGIONS[picture.regions?.[unit] ?? ""] ?? null,
      picture.parts?.[unit] ?? null,
      ...maps.flatMap((map) => [map.entropies[unit] ?? null, map.points.includes(unit) ? 1 : 0]),
    ]),
  };
}
