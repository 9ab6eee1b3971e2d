// Annotation as stretches of text, and the regions words get from it.

import { ensure, type Region } from "@stillpoint/core";
import { overlapOf } from "./align.ts";
import type { Word } from "./words.ts";

/** A stretch of a text: `[start, end)` in UTF-16 code units. */
export type Span = readonly [start: number, end: number];

export interface Annotation {
  readonly foreground: readonly Span[];
  /** Words that are measured and drawn but counted nowhere. */
  readonly border?: readonly Span[];
  /** Named parts of the background. */
  readonly parts?: Readonly<Record<string, readonly Span[]>>;
}

/** A word with what annotation says of it. */
export interface MarkedWord extends Word {
  readonly region: Region;
  readonly part?: string;
}

/**
 * Regions of words from annotated spans: foreground where spans cover at least half of the word, border where they
 * cover less of it or where a border span covers half, else background. A background word half covered by a part's
 * spans carries the name of the first such part.
 */
export function markWords(words: readonly Word[], annotation: Annotation): MarkedWord[] {
  const { foreground, border = [], parts = {} } = annotation;
  return words.map((word) => {
    const share = coverage(word, foreground);
    const region: Region =
      share >= 0.5 ? "foreground" : share > 0 || coverage(word, border) >= 0.5 ? "border" : "background";
    if (region !== "background") return { ...word, region };
    const part = Object.entries(parts).find(([, spans]) => coverage(word, spans) >= 0.5)?.[0];
    return part === undefined ? { ...word, region } : { ...word, region, part };
  });
}

/** Share of a word that spans cover; overlapping spans count once for the largest of them. */
function coverage(word: Word, spans: readonly Span[]): number {
  const stretches = spans
    .map(([start, end]) => ({ start: Math.max(start, word.start), end: Math.min(end, word.end) }))
    .filter(({ start, end }) => start < end)
    .sort((a, b) => a.start - b.start);
  let covered = 0;
  let reached = word.start;
  for (const { start, end } of stretches) {
    covered += overlapOf({ start: Math.max(start, reached), end: Math.max(end, reached) }, word);
    reached = Math.max(reached, end);
  }
  return covered / (word.end - word.start);
}

/** The parts of spans that lie in `[start, end)`, counted from its start; what is outside is left out. */
export function spansWithin(spans: readonly Span[], start: number, end: number): Span[] {
  return spans.flatMap(([from, to]): Span[] => {
    const [first, last] = [Math.max(from, start), Math.min(to, end)];
    return first < last ? [[first - start, last - start]] : [];
  });
}

/** Named spans cut likewise. */
export function partsWithin(
  parts: Readonly<Record<string, readonly Span[]>>,
  start: number,
  end: number,
): Record<string, Span[]> {
  return Object.fromEntries(Object.entries(parts).map(([name, spans]) => [name, spansWithin(spans, start, end)]));
}

/** Throws `RANGE` unless every span of an annotation lies in `text` and is not empty. */
export function checkAnnotation(subject: string, text: string, annotation: Annotation): void {
  const named: readonly (readonly [string, readonly Span[]])[] = [
    ["foreground", annotation.foreground],
    ["border", annotation.border ?? []],
    ...Object.entries(annotation.parts ?? {}),
  ];
  for (const [name, spans] of named)
    for (const [start, end] of spans)
      ensure(
        Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start < end && end <= text.length,
        "RANGE",
        () =>
          `${subject}, ${name}: expected spans 0 <= start < end <= ${text.length}; got [${start}, ${end}]; count in UTF-16 code units of the text`,
      );
}
