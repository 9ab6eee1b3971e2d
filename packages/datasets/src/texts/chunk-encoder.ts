// A tokenizer that remembers what stands between spaces: composed texts repeat the same words thousands of times.

import { ensure } from "@stillpoint/core";
import type { Encoding, Token } from "@stillpoint/text";
import type { Tokenizer } from "@stillpoint/tokenizer";

export interface ChunkEncoder {
  /** Tokens of a text alone, without special tokens. */
  count(text: string): number;
  /** A text or a pair, padded to `[L]`. Throws `SHAPE` where it does not fit. */
  encode(text: string, pair?: string): Encoding;
  /** L */
  readonly length: number;
  /** Special tokens around a pair. */
  readonly framing: { readonly single: number; readonly pair: number };
  /** Number of `[UNK]`. */
  readonly unknown: number;
}

/**
 * Encodes to a fixed length, chunk by chunk between white space. Right for tokenizers of BERT's kind only: they never
 * look across a space, and frame as `[CLS] a [SEP] b [SEP]`. Throws `INPUT` for a tokenizer that frames otherwise.
 */
export function chunkEncoder(tokenizer: Tokenizer, length: number): ChunkEncoder {
  const frame = tokenizer.encode("a", "a").tokens;
  const [start, , middle, , end] = frame;
  ensure(
    frame.length === 5 && start?.source === -1 && middle?.source === -1 && end?.source === -1,
    "INPUT",
    () =>
      `tokenizer: expected [CLS] a [SEP] b [SEP]; got ${frame.map(({ text }) => text).join(" ")}; use the committed vocabulary`,
  );
  const padding = tokenizer.encode("a", undefined, { length: frame.length }).tokens.at(-1);
  const unknown = tokenizer.encode("\u{1f9ff}").tokens[1];
  ensure(
    padding !== undefined && unknown !== undefined,
    "INPUT",
    () => "tokenizer: expected padding and [UNK]; got none; use the committed vocabulary",
  );
  const known = new Map<string, readonly Token[]>();
  const tokensOf = (chunk: string): readonly Token[] => {
    const tokens = known.get(chunk) ?? tokenizer.tokensOf(chunk);
    known.set(chunk, tokens);
    return tokens;
  };
  const tokens = (text: string, source: 0 | 1): Token[] =>
    [...text.matchAll(/\S+/gu)].flatMap(({ 0: chunk, index }) =>
      tokensOf(chunk).map((token) => ({ ...token, source, start: token.start + index, end: token.end + index })),
    );
  const encode = (text: string, pair?: string): Encoding => {
    const first = [start, ...tokens(text, 0), middle];
    const second = pair === undefined ? [] : [...tokens(pair, 1), end];
    const used = first.length + second.length;
    ensure(
      used <= length,
      "SHAPE",
      () => `text: expected at most ${length} tokens; got ${used}; leave it out or lengthen the window`,
    );
    const rest = length - used;
    return {
      tokens: [...first, ...second, ...Array.from({ length: rest }, () => padding)],
      attention: Array.from({ length }, (_, k) => (k < used ? 1 : 0)),
      types: Array.from({ length }, (_, k) => (k >= first.length && k < used ? 1 : 0)),
    };
  };
  const counts = new Map<string, number>();
  const count = (text: string): number => {
    const counted = counts.get(text) ?? tokens(text, 0).length;
    counts.set(text, counted);
    return counted;
  };
  return { count, encode, length, framing: { single: 2, pair: 3 }, unknown: unknown.id };
}
