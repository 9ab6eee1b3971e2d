// Entropy maps as SVG, all roles of one sample on one colour scale.

import { entropyColour, entropyDomain } from "./colour.ts";
import { escapeHtml } from "./escape.ts";
import { plain, signed } from "./number.ts";
import { outlinePath } from "./outline.ts";
import type { MapView, PictureView } from "./view.ts";

/** Raw nats, or nats beside the mean of the same map. */
export type Reference = "map-mean" | "raw";

/** The numbers that are drawn. */
export function drawnValues(map: MapView, reference: Reference): readonly (number | null)[] {
  if (reference === "raw") return map.entropies;
  const numbers = map.entropies.filter((value): value is number => value !== null);
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  return map.entropies.map((value) => (value === null ? null : value - mean));
}

/** One scale for every map of a sample: roles and checkpoints compare by eye. */
export function pictureDomain(picture: PictureView, reference: Reference): readonly [number, number] {
  return entropyDomain(picture.maps.flatMap((map) => [...drawnValues(map, reference)]));
}

/** The maps of one role and seed in order of training. */
export function mapsOf(picture: PictureView, role: string): MapView[] {
  const seed = picture.maps.find((map) => map.role === role)?.seed;
  return picture.maps.filter((map) => map.role === role && map.seed === seed).sort((a, b) => a.step - b.step);
}

/** Every step that some map of the sample has, ascending; the teacher's are left out, it has only one moment. */
export function stepsOf(picture: PictureView): number[] {
  const steps = picture.maps.filter(({ role }) => role !== "teacher").map(({ step }) => step);
  return [...new Set(steps)].sort((a, b) => a - b);
}

/** The last map of a role at or before a step; the teacher has one map for all steps. */
export function mapAt(picture: PictureView, role: string, step: number): MapView | undefined {
  const maps = mapsOf(picture, role);
  return role === "teacher" ? maps.at(-1) : maps.findLast((map) => map.step <= step);
}

/** The map as SVG: one rectangle per unit, knowledge points outlined. */
export function mapSvg(picture: PictureView, map: MapView, reference: Reference, label: string): string {
  const { rows, cols } = picture.grid;
  const [low, high] = pictureDomain(picture, reference);
  const cells = drawnValues(map, reference).map((value, index) => {
    const fill = entropyColour(value === null ? null : (value - low) / (high - low));
    // a hair of overlap hides the seams that antialiasing leaves between cells
    return `<rect x="${index % cols}" y="${Math.floor(index / cols)}" width="1.02" height="1.02" fill="${fill}" data-unit="${index}"/>`;
  });
  const outline = outlinePath(map.points, cols);
  return (
    `<svg class="map" viewBox="-0.1 -0.1 ${cols + 0.2} ${rows + 0.2}" role="img" aria-label="${escapeHtml(label)}">` +
    `${cells.join("")}<path class="under" d="${outline}"/><path class="over" d="${outline}"/></svg>`
  );
}

const REGIONS: Readonly<Record<string, string>> = { f: "on the object", b: "background", "-": "border, not counted" };

/** One unit in words: name, entropy, where it lies, whether it is a knowledge point. */
export function unitSentence(picture: PictureView, map: MapView, unit: number): string {
  const { cols } = picture.grid;
  const label = picture.labels?.[unit] ?? `unit (${Math.floor(unit / cols)}, ${unit % cols})`;
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
