// A tokenizer's normaliser, followed character by character.

import { ensure } from "@stillpoint/core";
import { type AlignedText, type Rewrite, rewriteAligned } from "./aligned-text.ts";
import { editBlocks } from "./edit-script.ts";

/** Any map from text to text, such as lower case with accents stripped. */
export type Normaliser = (text: string) => string;

/** A step of a tokenizer's normaliser: a map that can only be tried, or one that says what became of what. */
export type NormaliserStep = { readonly map: Normaliser } | { readonly rewrites: (text: string) => readonly Rewrite[] };

/** A text after every step. */
export const normaliseText = (text: string, steps: readonly NormaliserStep[]): string =>
  steps.reduce(
    (before, step) =>
      "map" in step
        ? step.map(before)
        : step
            .rewrites(before)
            .map((rewrite) => rewrite.text)
            .join(""),
    text,
  );

/** A text after every step, with every character's place in the original. Throws `INPUT` as `normaliseAligned` does. */
export const normaliseSteps = (aligned: AlignedText, steps: readonly NormaliserStep[]): AlignedText =>
  steps.reduce(
    (before, step) =>
      "map" in step ? normaliseAligned(before, step.map) : rewriteAligned(before, step.rewrites(before.text)),
    aligned,
  );

/** What Unicode normalisation works on together: Hangul, and a character with the combining marks behind it. */
const CLUSTER = /[\u1100-\u11ff\ua960-\ua97c\uac00-\ud7fb]+|\P{M}\p{M}*|\p{M}+/gu;

/**
 * `normalise(text)` with every character's place in the original.
 *
 * The normaliser is a black box: each character is normalised alone, between two letters, and where characters work
 * together (an accent composed onto its letter, Hangul) all of them are. What a normaliser does over longer
 * stretches (trimming, runs of spaces, a prefix) is found as the shortest edit from there to `normalise(text)`.
 *
 * Throws `INPUT` for a normaliser that rewrites a text beyond recognition.
 */
export function normaliseAligned(aligned: AlignedText, normalise: Normaliser): AlignedText {
  const whole = normalise(aligned.text);
  const local = rewriteAligned(aligned, localRewrites(aligned.text, normalise));
  if (local.text === whole) return local;
  const blocks = editBlocks(local.text, whole);
  ensure(
    blocks !== undefined,
    "INPUT",
    () =>
      `normaliser: expected a text it changes here and there; got "${whole.slice(0, 40)}" from "${aligned.text.slice(0, 40)}"; ` +
      "tokenize without it or cut the text into smaller pieces",
  );
  const pieces: Rewrite[] = [];
  let reached = 0;
  const keepUntil = (to: number): void => {
    for (; reached < to; reached++) pieces.push({ text: local.text[reached]!, from: reached, to: reached + 1 });
  };
  for (const { from, to, start, end } of blocks) {
    keepUntil(from);
    // What was put in takes the place of the character behind it.
    pieces.push({ text: whole.slice(start, end), from, to: from === to ? Math.min(to + 1, local.text.length) : to });
    reached = to;
  }
  keepUntil(local.text.length);
  return rewriteAligned(local, pieces);
}

/** What every character becomes by itself, or every cluster whose characters work together. */
function localRewrites(text: string, normalise: Normaliser): Rewrite[] {
  const pieces: Rewrite[] = [];
  const known = new Map<string, string>();
  const frame = normalise("aa").lastIndexOf("aa") + 1;
  // Between letters trimming and prefixes do not touch it.
  const between = (piece: string): string => {
    let image = known.get(piece);
    if (image === undefined) {
      image = normalise(`a${piece}a`).slice(frame, -1);
      known.set(piece, image);
    }
    return image;
  };
  let place = 0;
  for (const [cluster] of text.matchAll(CLUSTER)) {
    const characters = [...cluster];
    const image = between(cluster);
    const apart = characters.map(between).join("") === image;
    for (const piece of apart ? characters : [cluster]) {
      pieces.push({ text: apart ? between(piece) : image, from: place, to: place + piece.length });
      place += piece.length;
    }
  }
  return pieces;
}
