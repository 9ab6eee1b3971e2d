// Which samples a reader looks for, and in which order: by name, or by what the two networks make of them.

import { mapsOf } from "./map-values.ts";
import type { MapView, PictureView } from "./view.ts";

/** Where points are counted: on the foreground and the background outside named parts, and on a part. */
export type Place = "foreground" | "background" | "part";

/** As listed, by title, or by the effect on a place: fewest first, or with `-` most first. */
export const SAMPLE_ORDERS = [
  "listed",
  "title",
  "part",
  "-part",
  "background",
  "-background",
  "foreground",
  "-foreground",
] as const;

export type SampleOrder = (typeof SAMPLE_ORDERS)[number];

export function isSampleOrder(text: string): text is SampleOrder {
  return SAMPLE_ORDERS.some((order) => order === text);
}

/** The place whose effect an order follows. */
export function placeOf(order: SampleOrder): Place | undefined {
  const name = order.replace("-", "");
  return name === "foreground" || name === "background" || name === "part" ? name : undefined;
}

const LETTERS: Readonly<Record<Exclude<Place, "part">, string>> = { foreground: "f", background: "b" };

/** Knowledge points of a map on a place. */
export function pointsOn({ regions, parts }: PictureView, { points }: MapView, place: Place): number {
  return points.filter((unit) =>
    place === "part" ? Boolean(parts?.[unit]) : !parts?.[unit] && regions?.[unit] === LETTERS[place],
  ).length;
}

/** The two networks that are compared, the one that was distilled first. */
export const COMPARED: readonly [string, string] = ["distilled", "scratch"];

/**
 * Points of the distilled network minus points of the one from scratch on a place, both at their last checkpoint; undefined
 * where one has no map, the sample has no such place, or its regions are not known.
 */
export function sampleEffect(picture: PictureView, place: Place, seed?: number): number | undefined {
  const { regions, parts } = picture;
  const exists = place === "part" ? parts?.some((name) => name !== null) : regions?.includes(LETTERS[place]);
  const [treated, reference] = COMPARED.map((role) => mapsOf(picture, role, seed).at(-1));
  if (!exists || !treated || !reference) return undefined;
  return pointsOn(picture, treated, place) - pointsOn(picture, reference, place);
}

/** What a search goes through: title, name, group and the words of a text. */
function searched({ title, sample, group, layout }: PictureView): string {
  const text = layout.kind === "words" ? layout.blocks.flatMap(({ segments }) => segments.map(({ text }) => text)) : [];
  return [title, sample, group, text.join("")].join("\n").toLocaleLowerCase();
}

/** Numbers of the samples that hold every searched word, in the order asked for; equal ones as listed. */
export function orderedSamples(
  pictures: readonly PictureView[],
  { order, find, seed }: { readonly order: SampleOrder; readonly find: string; readonly seed?: number | undefined },
): number[] {
  const words = find.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const found = pictures.flatMap((picture, index) => {
    const text = words.length > 0 ? searched(picture) : "";
    return words.every((word) => text.includes(word)) ? [{ picture, index }] : [];
  });
  const place = placeOf(order);
  if (order === "title")
    found.sort((a, b) => a.picture.title.localeCompare(b.picture.title, "en", { numeric: true }) || a.index - b.index);
  else if (place !== undefined) {
    const way = order.startsWith("-") ? -1 : 1;
    // without an effect last, whichever way
    const key = new Map(
      found.map(({ picture, index }) => [index, (sampleEffect(picture, place, seed) ?? Infinity * way) * way]),
    );
    found.sort((a, b) => compared(key.get(a.index), key.get(b.index)) || a.index - b.index);
  }
  return found.map(({ index }) => index);
}

function compared(a = 0, b = 0): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The sample with the largest effect towards `sign` on a place, the first of equal ones; undefined where none has one. */
export function clearestSample(
  pictures: readonly PictureView[],
  place: Place,
  sign: number,
): { readonly picture: PictureView; readonly effect: number } | undefined {
  const known = pictures.flatMap((picture) => {
    const effect = sampleEffect(picture, place);
    return effect === undefined ? [] : [{ picture, effect }];
  });
  return known.reduce<(typeof known)[number] | undefined>(
    (best, one) => (best === undefined || one.effect * sign > best.effect * sign ? one : best),
    undefined,
  );
}
