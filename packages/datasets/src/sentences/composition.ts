// One sentence with one stray word in it: the samples of the built-in sentence benchmark.

import { ensure } from "@stillpoint/core";
import type { SentimentSample } from "@stillpoint/sentiment";
import type { Span } from "@stillpoint/text";
import type { CompositionName } from "../composition-name.ts";
import { type Random, randomOf } from "../random.ts";
import type { ChunkEncoder } from "../texts/chunk-encoder.ts";
import type { FoldedSentence } from "./sentence-set.ts";
import { cueWords, fillerWords } from "./stray-words.ts";

/** Which word is put into a sentence. */
export type StrayRule =
  /** A cue of the sentence's label with probability `agreement`, else of the other label. */
  | { readonly kind: "cue"; readonly agreement: number }
  /** Any cue or filler, or no word with probability `none`. Says nothing about the label. */
  | { readonly kind: "any"; readonly none: number };

/** Sentences whose stray word agrees with the label `agreement` of the time; 0.9 by default, chance is 0.5. */
export const strayCue = (agreement = 0.9): StrayRule => ({ kind: "cue", agreement });

/** The teacher's sentences: any stray word, or none. */
export const anyStray: StrayRule = { kind: "any", none: 0.2 };

/** A finished sentence of `[L]` tokens. `parts.stray` is its stray word's place, absent where there is none. */
export interface ComposedSentence extends SentimentSample {
  readonly label: 0 | 1;
  readonly stray?: string;
}

/** What composing needs beside a sentence. */
export interface SentenceTools {
  readonly encoder: ChunkEncoder;
  /** Words of a text that bear its label. */
  readonly foreground: (text: string) => readonly Span[];
}

/** Puts a word at a random place between words. Throws `RANGE` for an agreement outside 0..1, `SHAPE` where it does not fit. */
export function composeSentence(
  { encoder, foreground }: SentenceTools,
  sentence: FoldedSentence,
  rule: StrayRule,
  name: CompositionName,
): ComposedSentence {
  const random = randomOf({ seed: name.seed, sample: sentence.id, purpose: `${name.purpose}/stray`, pass: name.copy });
  const { id, label } = sentence;
  const stray = chooseStray(sentence, rule, random);
  const words = sentence.text.split(" ");
  const place = stray === undefined ? 0 : random.below(words.length + 1);
  const before = words.slice(0, place);
  const text = [...before, ...(stray === undefined ? [] : [stray]), ...words.slice(place)].join(" ");
  const base = { id, label, text, foreground: foreground(text), encoding: encoder.encode(text) };
  if (stray === undefined) return base;
  const start = before.join(" ").length + (place > 0 ? 1 : 0);
  return { ...base, stray, parts: { stray: [[start, start + stray.length]] } };
}

function chooseStray(sentence: FoldedSentence, rule: StrayRule, random: Random): string | undefined {
  if (rule.kind === "any") {
    if (random.chance(rule.none)) return undefined;
    const words = [...cueWords.flat(), ...fillerWords];
    return words[random.below(words.length)];
  }
  ensure(
    rule.agreement >= 0 && rule.agreement <= 1,
    "RANGE",
    () => `agreement: expected a probability in 0..1; got ${rule.agreement}; pass 0.9, or 0.5 for chance`,
  );
  const words = cueWords[random.chance(rule.agreement) ? sentence.label : 1 - sentence.label] ?? [];
  return words[random.below(words.length)];
}
