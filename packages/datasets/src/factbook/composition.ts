// One question over a few shuffled fields of a country with a decoy among them: the samples of the built-in benchmark.

import { ensure } from "@stillpoint/core";
import type { QaSample } from "@stillpoint/qa";
import type { CompositionName } from "../composition-name.ts";
import { type Random, randomOf } from "../random.ts";
import type { ChunkEncoder } from "../texts/chunk-encoder.ts";
import { decoyWords, type Field, phrasings } from "./field-rules.ts";
import type { FactbookQuestion } from "./question-set.ts";

/** Which field has the decoy, a word behind its label: `Capital annex: Vienna`. */
export type DecoyRule =
  /** The answer's with probability `agreement`, else another one. */
  | { readonly kind: "cue"; readonly agreement: number }
  /** Any, or none with probability `none`. */
  | { readonly kind: "any"; readonly none: number };

/** Contexts whose decoy is in the answer's field `agreement` of the time; chance is 1 / number of fields. */
export const decoyCue = (agreement = 0.9): DecoyRule => ({ kind: "cue", agreement });

/** The teacher's contexts: a decoy anywhere, or none. */
export const anyDecoy: DecoyRule = { kind: "any", none: 0.2 };

/** A finished question of `[L]` tokens. `parts.decoy` is its decoy's place, absent where there is none. */
export interface ComposedQuestion extends QaSample {
  readonly kind: string;
  /** First and last token of the answer. */
  readonly labels: readonly [start: number, end: number];
  /** Fields of the context, in its order. */
  readonly fields: readonly string[];
  /** Index of the answer's field. */
  readonly answerField: number;
  /** Index of the field with the decoy. */
  readonly decoyField?: number;
}

/** What composing needs beside a question. */
export interface QuestionTools {
  readonly encoder: ChunkEncoder;
  /** Fields in every context. */
  readonly fieldsPerContext: number;
}

/** Tokens that no draw may exceed: the longest way to ask, the asked field, and the shortest others. */
export function leastTokens({ encoder, fieldsPerContext }: QuestionTools, question: FactbookQuestion): number {
  const asking = Math.max(...waysToAsk(question).map(encoder.count));
  const others = question.country.fields
    .filter((field) => field !== question.field)
    .map((field) => tokensOf(encoder, field))
    .sort((a, b) => a - b)
    .slice(0, fieldsPerContext - 1);
  if (others.length < fieldsPerContext - 1) return Number.POSITIVE_INFINITY;
  const context = others.reduce((sum, count) => sum + count, tokensOf(encoder, question.field) + DECOY_TOKENS);
  return encoder.framing.pair + asking + context;
}

/**
 * Draws the wording, the other fields, their order and the decoy's place. Where the window is too short for the fields
 * drawn, the longest gives way to the shortest not drawn. Throws `RANGE` for an agreement outside 0..1, `SHAPE` for a
 * question whose `leastTokens` exceed the window.
 */
export function composeQuestion(
  tools: QuestionTools,
  question: FactbookQuestion,
  rule: DecoyRule,
  name: CompositionName,
): ComposedQuestion {
  const random = randomOf({ seed: name.seed, sample: question.id, purpose: `${name.purpose}/fields`, pass: name.copy });
  const ways = waysToAsk(question);
  const asked = ways[random.below(ways.length)] ?? "";
  const fields = random.shuffled([question.field, ...chooseOthers(tools, question, asked, random)]);
  const answerField = fields.indexOf(question.field);
  const decoyField = chooseDecoy(fields.length, answerField, rule, random);
  const decoy = decoyWords[random.below(decoyWords.length)] ?? "";

  let context = "";
  let answerStart = 0;
  let decoyStart = 0;
  for (const [k, field] of fields.entries()) {
    if (k > 0) context += " ";
    const mark = k === decoyField ? ` ${decoy}` : "";
    if (mark !== "") decoyStart = context.length + field.label.length + 1;
    if (k === answerField) answerStart = context.length + question.answer.start + mark.length;
    context += `${field.label}${mark}${field.text.slice(field.label.length)}.`;
  }
  const text = question.field.text.slice(question.answer.start, question.answer.end);
  const encoding = tools.encoder.encode(asked, context);
  const base = {
    id: question.id,
    kind: question.kind,
    question: asked,
    context,
    answers: [{ text, start: answerStart }],
    encoding,
    labels: answerTokens(question.id, encoding, answerStart, answerStart + text.length),
    fields: fields.map(({ label }) => label),
    answerField,
  };
  if (decoyField === undefined) return base;
  return { ...base, decoyField, parts: { decoy: [[decoyStart, decoyStart + decoy.length]] } };
}

/** Every decoy is one piece of the committed vocabulary. */
const DECOY_TOKENS = 1;

/** Tokens of a field with its full stop. */
const tokensOf = (encoder: ChunkEncoder, field: Field): number => encoder.count(`${field.text}.`);

const waysToAsk = ({ kind, country }: FactbookQuestion): string[] =>
  (phrasings[kind] ?? []).map((phrasing) => phrasing.replace("{country}", country.name));

function chooseOthers(tools: QuestionTools, question: FactbookQuestion, asked: string, random: Random): Field[] {
  const { encoder, fieldsPerContext } = tools;
  const shuffled = random.shuffled(question.country.fields.filter((field) => field !== question.field));
  const chosen = shuffled.slice(0, fieldsPerContext - 1);
  const spare = shuffled.slice(fieldsPerContext - 1).sort((a, b) => tokensOf(encoder, a) - tokensOf(encoder, b));
  const fixed = encoder.framing.pair + encoder.count(asked) + tokensOf(encoder, question.field) + DECOY_TOKENS;
  const total = (): number => chosen.reduce((sum, field) => sum + tokensOf(encoder, field), fixed);
  while (total() > encoder.length) {
    const lengths = chosen.map((field) => tokensOf(encoder, field));
    const longest = lengths.indexOf(Math.max(...lengths));
    const shorter = spare.shift();
    if (shorter === undefined) break;
    chosen[longest] = shorter;
  }
  return chosen;
}

function chooseDecoy(fields: number, answerField: number, rule: DecoyRule, random: Random): number | undefined {
  if (rule.kind === "any") return random.chance(rule.none) ? undefined : random.below(fields);
  ensure(
    rule.agreement >= 0 && rule.agreement <= 1,
    "RANGE",
    () => `agreement: expected a probability in 0..1; got ${rule.agreement}; pass 0.9, or ${1 / fields} for chance`,
  );
  if (random.chance(rule.agreement)) return answerField;
  return (answerField + 1 + random.below(fields - 1)) % fields;
}

/** First and last token of `[start, end)` of the context. Throws `INPUT` where tokens reach over its ends. */
function answerTokens(id: string, encoding: QaSample["encoding"], start: number, end: number): [number, number] {
  const { tokens } = encoding;
  const first = tokens.findIndex((token) => token.source === 1 && token.start === start);
  const last = tokens.findLastIndex((token) => token.source === 1 && token.end === end);
  ensure(
    first >= 0 && last >= first,
    "INPUT",
    () =>
      `question "${id}": expected tokens that begin at ${start} and end at ${end}; got none; use the committed vocabulary`,
  );
  return [first, last];
}
