// Words as units: what sentences and questions share.

import { ensure, FIXED, type Region, type Tensor, type Unit, type UnitInput } from "@stillpoint/core";
import { alignWords, overlapOf } from "./align.ts";
import type { MarkedWord } from "./spans.ts";
import type { Encoding, Token } from "./token.ts";
import type { Word } from "./words.ts";

/** Names of a network's token inputs; those it does not have are left out. */
export interface TokenInputs {
  readonly ids: string;
  readonly attention?: string;
  readonly types?: string;
}

/** What networks exported from Hugging Face call them, without `token_type_ids`, which not all have. */
export const tokenInputs: TokenInputs = { ids: "input_ids", attention: "attention_mask" };

/** The words of one of an encoding's texts that become units. */
export interface MarkedText {
  readonly source: 0 | 1;
  readonly words: readonly MarkedWord[];
  /** In front of each label, such as `question `. */
  readonly prefix?: string;
}

export interface WordUnits extends UnitInput {
  /** Per text: the unit of each of its words. */
  readonly unitOfWord: readonly Int32Array[];
}

/**
 * One unit per word, in reading order, text after text; the sub-words of a word share its unit. `unitOf` is `[L, 1]`,
 * inputs are int64 `[1, L]`. Special tokens, padding, white space and texts not given are fixed.
 *
 * A word whose only token reaches over from another word joins that word's unit; where their regions differ the unit
 * is border, where their parts differ it has none.
 *
 * Throws `INPUT` for no word and for a word without any token (cut off or dropped by the tokenizer), `SHAPE` for an
 * encoding whose arrays differ in length.
 */
export function wordUnits(
  subject: string,
  encoding: Encoding,
  texts: readonly MarkedText[],
  inputs: TokenInputs = tokenInputs,
): WordUnits {
  const { tokens, attention, types } = encoding;
  ensure(
    tokens.length === attention.length && tokens.length === types.length,
    "SHAPE",
    () =>
      `${subject}: expected one attention and one type per token; got ${tokens.length} tokens, ${attention.length} and ${types.length}; encode it anew`,
  );
  const unitOf = new Int32Array(tokens.length).fill(FIXED);
  const units: Unit[] = [];
  const unitOfWord = texts.map((text) => {
    const grouped = groupWords(subject, encoding, text);
    const first = units.length;
    units.push(...grouped.units);
    for (let k = 0; k < tokens.length; k++) {
      const unit = grouped.unitOfToken[k]!;
      if (unit !== FIXED) unitOf[k] = first + unit;
    }
    return grouped.unitOfWord.map((unit) => first + unit);
  });
  ensure(
    units.length > 0,
    "INPUT",
    () => `${subject}: expected at least one word; got an empty text; leave it out of the data`,
  );
  return { inputs: inputsOf(encoding, inputs), unitOf: { data: unitOf, shape: [tokens.length, 1] }, units, unitOfWord };
}

interface GroupedWords {
  readonly units: readonly Unit[];
  /** `[L]` */
  readonly unitOfToken: Int32Array;
  /** `[w]` */
  readonly unitOfWord: Int32Array;
}

/** Words that share their tokens under one unit. */
function groupWords(subject: string, encoding: Encoding, text: MarkedText): GroupedWords {
  const { words, source } = text;
  const { tokens } = encoding;
  const { wordOfToken, owner } = ownersOf(words, tokens, source);
  const lost = owner.indexOf(FIXED);
  ensure(
    lost < 0,
    "INPUT",
    () =>
      `${subject}, ${text.prefix ?? ""}word ${lost} "${words[lost]!.text}": expected at least one token; got none, the text was cut or the tokenizer dropped it; ` +
      "encode the whole text, in windows if it is too long",
  );
  const heads = [...new Set(owner)].sort((a, b) => a - b);
  const unitOf = new Map(heads.map((word, unit) => [word, unit]));
  const members = heads.map((head) => words.filter((_, word) => owner[word] === head));
  return {
    units: members.map((group, unit) => unitFrom(group, `${text.prefix ?? ""}word ${unit}`)),
    unitOfToken: wordOfToken.map((word) => (word === FIXED ? FIXED : unitOf.get(word)!)),
    unitOfWord: owner.map((word) => unitOf.get(word)!),
  };
}

interface Owners {
  /** `[L]` */
  readonly wordOfToken: Int32Array;
  /** `[w]` each word itself where it has a token of its own, else the word whose token reaches over; `FIXED` for none. */
  readonly owner: Int32Array;
}

function ownersOf(words: readonly Word[], tokens: readonly Token[], source: 0 | 1): Owners {
  const wordOfToken = alignWords(words, tokens, source);
  const own = new Set(wordOfToken);
  const owner = Int32Array.from(words, (word, index) => {
    if (own.has(index)) return index;
    const shared = tokens.findIndex((token) => token.source === source && overlapOf(token, word) > 0);
    return wordOfToken[shared] ?? FIXED;
  });
  return { wordOfToken, owner };
}

/**
 * The unit of every word of one of an encoding's texts `[w]`, read back from the `unitOf` `[L, 1]` that `wordUnits` made
 * of the same words: `FIXED` where the text has no units or the word no token.
 */
export function unitsOfWords(
  words: readonly Word[],
  { tokens }: Encoding,
  source: 0 | 1,
  unitOf: UnitInput["unitOf"],
): Int32Array {
  const { wordOfToken, owner } = ownersOf(words, tokens, source);
  return owner.map((head) => (head === FIXED ? FIXED : (unitOf.data[wordOfToken.indexOf(head)] ?? FIXED)));
}

function unitFrom(words: readonly MarkedWord[], place: string): Unit {
  const regions = new Set(words.map((word) => word.region));
  const parts = new Set(words.map((word) => word.part));
  const region: Region = regions.size === 1 ? words[0]!.region : "border";
  const label = `${place}: "${words.map((word) => word.text).join(" ")}"`;
  const part = parts.size === 1 ? words[0]!.part : undefined;
  return part === undefined ? { label, region } : { label, region, part };
}

function inputsOf(encoding: Encoding, names: TokenInputs): Record<string, Tensor> {
  const tensor = (values: readonly number[]): Tensor => ({
    type: "int64",
    shape: [1, values.length],
    data: BigInt64Array.from(values, BigInt),
  });
  return {
    [names.ids]: tensor(encoding.tokens.map((token) => token.id)),
    ...(names.attention === undefined ? {} : { [names.attention]: tensor(encoding.attention) }),
    ...(names.types === undefined ? {} : { [names.types]: tensor(encoding.types) }),
  };
}
