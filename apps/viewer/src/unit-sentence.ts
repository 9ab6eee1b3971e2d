// What a unit and a map say, in words.

import { drawnValues } from "./map-values.ts";
import { plain, signed } from "./number.ts";
import type { MapView, PictureView } from "./view.ts";

const REGIONS: Readonly<Record<string, string>> = { f: "on the object", b: "background", "-": "border, not counted" };

function unitPlace({ layout }: PictureView, unit: number): string {
  return layout.kind === "grid" ? `unit (${Math.floor(unit / layout.cols)}, ${unit % layout.cols})` : `unit ${unit}`;
}

/** One unit in words: name, entropy, where it lies, whether it is a knowledge point. */
export function unitSentence(picture: PictureView, map: MapView, unit: number): string {
  const label = picture.labels?.[unit] ?? unitPlace(picture, unit);
  const entropy = map.entropies[unit] ?? null;
  const beside = drawnValues(map, "map-mean")[unit] ?? null;
  const part = picture.parts?.[unit];
  const region = part ? `on the ${part}` : REGIONS[picture.regions?.[unit] ?? ""];
  const point = map.points.includes(unit) ? "knowledge point" : "no knowledge point";
  return [label, `${plain(entropy, 2)} nats (${signed(beside, 2)} to the map’s mean)`, region, point]
    .filter(Boolean)
    .join(" · ");
}

/** Points of a map counted by region, as the browser's caption. */
export function pointSentence(picture: PictureView, map: MapView): string {
  const count = (letter: string): number => map.points.filter((unit) => picture.regions?.[unit] === letter).length;
  if (!picture.regions) return `${map.points.length} points`;
  const part = map.points.filter((unit) => picture.parts?.[unit]).length;
  const names = [...new Set(picture.parts?.flatMap((name) => name ?? []) ?? [])];
  const first = `${count("f")} on the object, ${count("b")} outside`;
  return names.length === 1 ? `${first} (${part} on the ${names[0]})` : first;
}
