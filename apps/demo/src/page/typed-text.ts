// Texts as people type them: what is marked in them stays where it is while they change, and links bring them back.

import { codePointsOf, type Span, wordsOf } from "@stillpoint/text";
import type { NamedFile } from "../lab/protocol.ts";
import type { Address } from "./address.ts";

export type Parts = Readonly<Record<string, readonly Span[]>>;

/** A sentence as it stands in its field. */
export interface TypedSentence {
  readonly text: string;
  /** Named stretches of the background, such as `stray`. */
  readonly parts: Parts;
}

/** A question as it stands in its fields; `answers` and `parts` are stretches of the context. */
export interface TypedQuestion {
  readonly question: string;
  readonly context: string;
  readonly answers: readonly Span[];
  readonly parts: Parts;
}

/** What people type is always measured under one name: noise goes by it, so words that stay keep theirs. */
export const TYPED = "typed";

/** Characters of a text that a link takes along; far more than a network reads here. */
export const LONGEST_IN_LINK = 2000;

const NO_PARTS: Parts = {};

/** Stretches of `before` where they are in `after`: those that a change touched are gone. */
export function carriedSpans(before: string, after: string, spans: readonly Span[]): Span[] {
  if (spans.length === 0) return [];
  const most = Math.min(before.length, after.length);
  let same = 0;
  while (same < most && before[same] === after[same]) same += 1;
  let ending = 0;
  while (ending < most - same && before[before.length - 1 - ending] === after[after.length - 1 - ending]) ending += 1;
  const shift = after.length - before.length;
  const words = wordsOf(after);
  const starts = new Set(words.map(({ start }) => start));
  const ends = new Set(words.map(({ end }) => end));
  return spans.flatMap(([start, end]): Span[] => {
    const kept =
      end <= same ? [start, end] : start >= before.length - ending ? [start + shift, end + shift] : undefined;
    const [first, last] = kept ?? [];
    if (first === undefined || last === undefined) return [];
    // A letter more, and it is another word.
    return starts.has(first) && ends.has(last) ? [[first, last]] : [];
  });
}

export function carriedParts(before: string, after: string, parts: Parts): Parts {
  const kept = Object.entries(parts).map(([name, spans]) => [name, carriedSpans(before, after, spans)] as const);
  return Object.fromEntries(kept.filter(([, spans]) => spans.length > 0));
}

/** A selection without white space around it; undefined where nothing is left. */
export function trimmedSpan(text: string, [start, end]: Span): Span | undefined {
  const selected = text.slice(start, end);
  const first = start + selected.length - selected.trimStart().length;
  const last = end - (selected.length - selected.trimEnd().length);
  return first < last ? [first, last] : undefined;
}

/** One line of JSON lines. Words are foreground by the word list. */
export function sentenceFile({ text, parts }: TypedSentence): NamedFile {
  const line = { id: TYPED, text, parts: inPoints(text, parts) };
  return { name: `${TYPED}.jsonl`, content: new Blob([JSON.stringify(line)]) };
}

/** SQuAD JSON of one question; without an answer it says so. */
export function questionFile({ question, context, answers, parts }: TypedQuestion): NamedFile {
  const { pointAt } = codePointsOf(context);
  const given = answers.map(([start, end]) => ({ text: context.slice(start, end), answer_start: pointAt(start) }));
  const asked = { id: TYPED, question, answers: given, is_impossible: given.length === 0 };
  const qas = [{ ...asked, parts: inPoints(context, parts) }];
  const file = { version: "v2.0", data: [{ title: TYPED, paragraphs: [{ context, qas }] }] };
  return { name: `${TYPED}.json`, content: new Blob([JSON.stringify(file)]) };
}

function inPoints(text: string, parts: Parts): Readonly<Record<string, readonly (readonly unknown[])[]>> {
  const { pointAt } = codePointsOf(text);
  const points = Object.entries(parts).map(
    ([name, spans]) => [name, spans.map(([start, end]) => [pointAt(start), pointAt(end)])] as const,
  );
  return Object.fromEntries(points);
}

/** For the address: `53-59,70-72`. */
export function writeSpans(spans: readonly Span[]): string | undefined {
  return spans.length === 0 ? undefined : spans.map(([start, end]) => `${start}-${end}`).join(",");
}

/** Those of an address that lie in the text between its characters. */
export function readSpans(written: string | undefined, text: string): Span[] {
  const { pointAt } = codePointsOf(text);
  return (written ?? "").split(",").flatMap((span): Span[] => {
    const [start, end] = /^\d{1,6}-\d{1,6}$/.test(span) ? span.split("-").map(Number) : [];
    if (start === undefined || end === undefined || start >= end) return [];
    return pointAt(start) === undefined || pointAt(end) === undefined ? [] : [[start, end]];
  });
}

/** Choices of an address that say where parts are: `part.stray=53-59`. */
export function noteParts(parts: Parts): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(parts).map(([name, spans]) => [`part.${name}`, writeSpans(spans)]));
}

export function partsAt(choices: Address["choices"], text: string): Parts {
  const named = Object.entries(choices).flatMap(([name, spans]) => {
    const part = /^part\.([a-z][a-z -]{0,30})$/.exec(name)?.[1];
    const found = part === undefined ? [] : readSpans(spans, text);
    return part === undefined || found.length === 0 ? [] : [[part, found] as const];
  });
  return named.length === 0 ? NO_PARTS : Object.fromEntries(named);
}

/** Whether a link can bring a text back; lone halves of characters do not survive one. */
export function fitsInLink(text: string): boolean {
  return text.length <= LONGEST_IN_LINK && !/\p{Surrogate}/u.test(text);
}

export function sentenceAt(choices: Address["choices"]): TypedSentence | undefined {
  const { text } = choices;
  return text === undefined ? undefined : { text, parts: partsAt(choices, text) };
}

export function noteSentence(typed: TypedSentence | undefined): Readonly<Record<string, string | undefined>> {
  return typed === undefined || !fitsInLink(typed.text) ? {} : { text: typed.text, ...noteParts(typed.parts) };
}

export function questionAt(choices: Address["choices"]): TypedQuestion | undefined {
  const { q: question, context, answer } = choices;
  if (question === undefined || context === undefined) return undefined;
  return { question, context, answers: readSpans(answer, context), parts: partsAt(choices, context) };
}

export function noteQuestion(typed: TypedQuestion | undefined): Readonly<Record<string, string | undefined>> {
  if (typed === undefined || !fitsInLink(typed.question) || !fitsInLink(typed.context)) return {};
  const { question, context, answers, parts } = typed;
  return { q: question, context, answer: writeSpans(answers), ...noteParts(parts) };
}
