// Texts to tokens with their places: the stages of a Hugging Face tokenizer, followed character by character.

import { ensure } from "@stillpoint/core";
import type { Encoding, Token } from "@stillpoint/text";
import { type AddedToken, splitAdded } from "./added-tokens.ts";
import { type AlignedText, alignedFrom, coverOf, sliceAligned } from "./aligned-text.ts";
import { type NormaliserStep, normaliseSteps, normaliseText } from "./normalise.ts";
import { type PreTokenStyle, preTokensOf, styleOf } from "./pre-tokens.ts";
import type { PostProcessor, PreTokenizer, TokenModel } from "./stages.ts";
import { type PlacedToken, subWordsOf } from "./sub-words.ts";

/** What a tokenizer consists of. */
export interface TokenizerStages {
  /** In their order; none where texts stay as they are. */
  readonly normalise: readonly NormaliserStep[];
  readonly preTokenize: PreTokenizer | null;
  readonly model: TokenModel;
  readonly postProcess: PostProcessor | null;
  readonly added: readonly AddedToken[];
  /** Places leave out white space at both ends of a token, as Roberta's do. */
  readonly trimsPlaces: boolean;
  /** Absent where the tokenizer cannot pad. */
  readonly padId?: number;
  /** Most tokens the network takes; absent where the files do not say. */
  readonly longest?: number;
}

export interface EncodeOptions {
  /** Tokens after padding; without it there is no padding. */
  readonly length?: number;
  /** Most tokens, special ones included, where the network takes another number than the tokenizer's files say. */
  readonly longest?: number;
}

export interface Tokenizer {
  /**
   * Tokens of a text, or of a pair such as question and context, with special tokens, padded to `length`.
   * Throws `INPUT` where they are more than `length` or than the network takes: nothing is ever cut off.
   */
  encode(text: string, pair?: string, options?: EncodeOptions): Encoding;
  /** Tokens of a text alone, without special tokens and of any number: what windows are measured in. */
  tokensOf(text: string): Token[];
  /** Special tokens around a text, or a pair: what a window must leave room for. */
  specialTokens(pair: boolean): number;
  /** Most tokens `encode` gives, special ones included; absent where the files do not say. */
  readonly longest?: number;
}

/** A tokenizer from its stages. */
export function tokenizerFrom(stages: TokenizerStages): Tokenizer {
  const place = placer(stages);
  const sourced = (text: string, source: 0 | 1): Token[] => {
    const tokens = place(text).map((token) => ({ ...token, source }));
    ensurePlaced(tokens, text);
    return tokens;
  };
  return {
    tokensOf: (text) => sourced(text, 0),
    ...(stages.longest === undefined ? {} : { longest: stages.longest }),
    specialTokens: (pair) => surround(stages, [], pair ? [] : undefined).tokens.length,
    encode: (text, pair, { length, longest = stages.longest } = {}) => {
      const encoding = surround(stages, sourced(text, 0), pair === undefined ? undefined : sourced(pair, 1));
      const window = Math.min(length ?? Number.POSITIVE_INFINITY, longest ?? Number.POSITIVE_INFINITY);
      const count = encoding.tokens.length;
      ensure(
        count <= window,
        "INPUT",
        () =>
          `text "${(pair ?? text).slice(0, 40)}": expected at most the window of ${window} tokens; got ${count}; cut it with windowsOf or choose a larger length`,
      );
      return length === undefined ? encoding : padded(encoding, length, stages.padId);
    },
  };
}

/** A damaged vocabulary can give tokens of more than the text holds. */
function ensurePlaced(tokens: readonly PlacedToken[], text: string): void {
  const strange = tokens.find(({ start, end }) => !(start >= 0 && start <= end && end <= text.length));
  ensure(
    strange === undefined,
    "INPUT",
    () =>
      `tokenizer: expected tokens of "${text.slice(0, 40)}"; got "${strange?.text}", which is not in it; check tokenizer.json`,
  );
}

/** Tokens of one text, without special tokens. */
function placer(stages: TokenizerStages): (text: string) => PlacedToken[] {
  const { normalise, preTokenize, model, added, trimsPlaces } = stages;
  const style = preTokenize === null ? undefined : styleOf(preTokenize);
  const late = added.filter((token) => normalise.length > 0 && (token.normalized ?? !token.special));
  const early = new Map(added.filter((token) => !late.includes(token)).map((token) => [token.content, token]));
  const normalised = new Map(late.map((token) => [normaliseText(token.content, normalise), token]));

  return (text) => {
    const trimmed = trimsPlaces ? (token: PlacedToken) => trimPlace(token, text) : (token: PlacedToken) => token;
    return cutAdded(alignedFrom(text, 0, text.length), early).flatMap((stretch, section) => {
      if ("id" in stretch) return [stretch];
      return cutAdded(normaliseSteps(stretch, normalise), normalised).flatMap((piece) =>
        "id" in piece
          ? [piece]
          : pretokenized(piece, style, section).flatMap((word) => subWordsOf(word, model).map(trimmed)),
      );
    });
  };
}

/** Stretches between added tokens, and these. */
function cutAdded(aligned: AlignedText, added: ReadonlyMap<string, AddedToken>): (AlignedText | PlacedToken)[] {
  return splitAdded(aligned.text, added).map(({ start, end, added: token }) =>
    token === undefined
      ? sliceAligned(aligned, start, end)
      : { id: token.id, text: token.content, ...coverOf(aligned, start, end) },
  );
}

function pretokenized(aligned: AlignedText, style: PreTokenStyle | undefined, section: number): AlignedText[] {
  return style === undefined ? [aligned] : preTokensOf(aligned, style, section);
}

/**
 * The token's place without the spaces at its ends that its byte letters stand for. A space alone is the empty place
 * behind it, one that the tokenizer put in the empty place before what follows.
 */
function trimPlace(token: PlacedToken, text: string): PlacedToken {
  const { start, end } = token;
  const spaces = /^(\u0120*).*?(\u0120*)$/su.exec(token.text);
  const covered = text.slice(start, end);
  const left = Math.min(spaces?.[1]?.length ?? 0, covered.length - covered.trimStart().length);
  const right = Math.min(spaces?.[2]?.length ?? 0, covered.length - covered.trimEnd().length);
  if (/^\u0120+$/u.test(token.text)) return left > 0 ? { ...token, start: end } : { ...token, end: start };
  return { ...token, start: start + left, end: end - right };
}

/** Texts with special tokens around them. The post-processor is given names for tokens, to see where it puts them. */
function surround(stages: TokenizerStages, first: readonly Token[], second: readonly Token[] | undefined): Encoding {
  const known = new Map<string, Token>();
  const names = (tokens: readonly Token[], source: number): string[] =>
    tokens.map((token, k) => {
      const name = `\u0000${source}:${k}`;
      known.set(name, token);
      return name;
    });
  const [a, b] = [names(first, 0), second === undefined ? null : names(second, 1)];
  const done = stages.postProcess?.(a, b, true) ?? { tokens: a, tokens_pair: b };
  const order = [...done.tokens, ...(done.tokens_pair ?? [])];
  const tokens = order.map((name) => known.get(name) ?? special(name, stages));
  const types = tokens.map((token, k) => done.token_type_ids?.[k] ?? Math.max(0, token.source));
  const strange = types.find((type) => !(Number.isSafeInteger(type) && type >= 0));
  ensure(
    strange === undefined,
    "INPUT",
    () => `tokenizer: expected segments counted from 0; got ${strange} from its post-processor; check tokenizer.json`,
  );
  return { tokens, attention: tokens.map(() => 1), types };
}

function special(name: string, stages: TokenizerStages): Token {
  const id = stages.added.find((token) => token.content === name)?.id ?? stages.model.tokens_to_ids.get(name);
  ensure(
    id !== undefined,
    "INPUT",
    () => `tokenizer: expected its special token "${name}" in the vocabulary; got none; use a complete tokenizer.json`,
  );
  return { id, text: name, source: -1, start: 0, end: 0 };
}

function padded({ tokens, attention, types }: Encoding, length: number, padId: number | undefined): Encoding {
  const missing = length - tokens.length;
  if (missing === 0) return { tokens, attention, types };
  ensure(
    padId !== undefined,
    "INPUT",
    () =>
      `tokenizer: expected a padding token for ${missing} of ${length} places; got none; name pad_token in tokenizer_config.json or leave length out`,
  );
  const fill = <T>(values: readonly T[], value: T): T[] => [...values, ...new Array<T>(missing).fill(value)];
  return {
    tokens: fill(tokens, { id: padId, text: "", source: -1, start: 0, end: 0 }),
    attention: fill(attention, 0),
    types: fill(types, 0),
  };
}
