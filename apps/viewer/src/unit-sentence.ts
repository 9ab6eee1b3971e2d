// What a unit and a map say, in words.

import { drawnValues } from "./map-values.ts";
import { plain, signed } from "./number.ts";
import type { MapView, PictureView } from "./view.ts";

type Words = Readonly<Record<string, string>>;

const PLACES: Words = { f: "on the object", b: "background", "-": "border, not counted" };
const WORDS: Words = { f: "foreground word", b: "background word", "-": "not counted" };

function regionName({ layout, regions, parts }: PictureView, unit: number): string | undefined {
  const part = parts?.[unit];
  if (part) return layout.kind === "words" ? `part: ${part}` : `on the ${part}`;
  return (layout.kind === "words" ? WORDS : PLACES)[regions?.[unit] ?? ""];
}

type Named = Pick<PictureView, "layout" | "labels">;

/** What a unit is called: its label, or its place. */
export function unitName({ layout, labels }: Named, unit: number): string {
  const label = labels?.[unit];
  // isolated, so that a word read from right to left does not turn the numbers after it
  if (label !== undefined) return `\u2068${label}\u2069`;
  return layout.kind === "grid" ? `cell (${Math.floor(unit / layout.cols)}, ${unit % layout.cols})` : `point ${unit}`;
}

/** One unit in words: name, entropy, where it lies, whether it is a knowledge point. */
export function unitSentence(picture: PictureView, map: MapView, unit: number): string {
  const entropy = map.entropies[unit] ?? null;
  const beside = drawnValues(map, "map-mean")[unit] ?? null;
  const point = map.points.includes(unit) ? "knowledge point" : "no knowledge point";
  return [
    unitName(picture, unit),
    `${plain(entropy, 2)} nats (${signed(beside, 2)} to the map’s mean)`,
    regionName(picture, unit),
    point,
  ]
    .filter(Boolean)
    .join(" · ");
}

/** One unit without a map: name and where it lies. */
export function unitPlaceSentence(picture: PictureView, unit: number): string {
  return [unitName(picture, unit), regionName(picture, unit)].filter(Boolean).join(" · ");
}

/** Points of a map counted by region, as the browser's caption. */
export function pointSentence(picture: PictureView, map: MapView): string {
  const count = (letter: string): number => map.points.filter((unit) => picture.regions?.[unit] === letter).length;
  if (!picture.regions) return `${map.points.length} points`;
  const part = map.points.filter((unit) => picture.parts?.[unit]).length;
  const names = [...new Set(picture.parts?.flatMap((name) => name ?? []) ?? [])];
  if (picture.layout.kind === "words") {
    const [own, others] = [count("f"), count("b")];
    const words = `${own} foreground ${own === 1 ? "word" : "words"}, ${others} ${others === 1 ? "other" : "others"}`;
    return names.length === 1 ? `${words} (${part} ${names[0]})` : words;
  }
  const first = `${count("f")} on the object, ${count("b")} outside`;
  return names.length === 1 ? `${first} (${part} on the ${names[0]})` : first;
}
