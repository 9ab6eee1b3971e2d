// Places in a text as files count them, code point by code point, and as JavaScript does, in UTF-16 code units.

import type { Annotation, Span } from "./spans.ts";

/** A text's places in both counts. Both give undefined for what is no place of it, such as the middle of a character. */
export interface CodePoints {
  /** Code points of the text: what Python's `len` says. */
  readonly length: number;
  /** From code points to code units. */
  unitAt(codePoint: number): number | undefined;
  /** From code units to code points. */
  pointAt(codeUnit: number): number | undefined;
}

/** Counts a text's characters beyond the basic plane, such as emoji, once each. */
export function codePointsOf(text: string): CodePoints {
  const within = (place: number, length: number): number | undefined =>
    Number.isInteger(place) && place >= 0 && place <= length ? place : undefined;
  if (!/[\u{10000}-\u{10ffff}]/u.test(text)) {
    const same = (place: number): number | undefined => within(place, text.length);
    return { length: text.length, unitAt: same, pointAt: same };
  }
  const units: number[] = [];
  const points = new Map<number, number>();
  let place = 0;
  for (const character of `${text}.`) {
    points.set(place, units.length);
    units.push(place);
    place += character.length;
  }
  return {
    length: units.length - 1,
    unitAt: (codePoint) => units[codePoint],
    pointAt: (codeUnit) => points.get(codeUnit),
  };
}

/** Every span of an annotation with both ends mapped; undefined ends stay out of reach as NaN. */
export function mapSpans<Marked extends Annotation>(
  marked: Marked,
  place: (end: number) => number | undefined,
): Marked {
  const all = (spans: readonly Span[]): Span[] =>
    spans.map(([start, end]) => [place(start) ?? Number.NaN, place(end) ?? Number.NaN]);
  const { foreground, border, parts } = marked;
  return {
    ...marked,
    foreground: all(foreground),
    ...(border === undefined ? {} : { border: all(border) }),
    ...(parts === undefined
      ? {}
      : { parts: Object.fromEntries(Object.entries(parts).map(([name, spans]) => [name, all(spans)])) }),
  };
}
