// Encodings as a network takes them.

import { ensure, type Tensor } from "@stillpoint/core";
import type { Encoding, Span } from "@stillpoint/text";
import type { Random } from "../random.ts";

export interface TokenBatch {
  /** int64 `[s, L]` each: `input_ids`, `attention_mask`, and `token_type_ids` for pairs. */
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** `[s]` classes, or `[s·2]` first and last token of each answer. */
  readonly labels: Int32Array;
}

/** One encoding with its label, or its first and last token. */
export interface LabelledEncoding {
  readonly encoding: Encoding;
  readonly labels: readonly number[];
  /** Stretches of the first text whose words are never dropped. */
  readonly kept?: readonly Span[];
}

/** Replaces words by `[UNK]` while a teacher learns. */
export interface WordDropout {
  readonly probability: number;
  /** Number of `[UNK]`. */
  readonly unknown: number;
  readonly random: Random;
}

/** Stacks encodings of one length; `types` adds `token_type_ids`. Throws `SHAPE` for none and for unequal lengths. */
export function tokenBatch(samples: readonly LabelledEncoding[], types: boolean, dropout?: WordDropout): TokenBatch {
  const length = samples[0]?.encoding.tokens.length ?? 0;
  ensure(
    samples.length > 0 && samples.every(({ encoding }) => encoding.tokens.length === length),
    "SHAPE",
    () => `batch: expected encodings of one length; got ${samples.length} of different lengths; encode with one length`,
  );
  const stacked = (rows: (sample: LabelledEncoding) => readonly number[]): Tensor => {
    const data = new BigInt64Array(samples.length * length);
    for (const [k, sample] of samples.entries()) data.set(rows(sample).map(BigInt), k * length);
    return { type: "int64", shape: [samples.length, length], data };
  };
  const inputs = {
    input_ids: stacked((sample) => idsOf(sample, dropout)),
    attention_mask: stacked(({ encoding }) => encoding.attention),
  };
  return {
    inputs: types ? { ...inputs, token_type_ids: stacked(({ encoding }) => encoding.types) } : inputs,
    labels: Int32Array.from(samples.flatMap(({ labels }) => labels)),
  };
}

/** Numbers of the tokens; all pieces of a dropped word are `[UNK]`. */
function idsOf({ encoding, kept = [] }: LabelledEncoding, dropout?: WordDropout): number[] {
  const { tokens } = encoding;
  if (dropout === undefined || dropout.probability === 0) return tokens.map(({ id }) => id);
  let dropped = false;
  return tokens.map(({ id, text, source, start, end }) => {
    if (source === -1 || kept.some((span) => start < span[1] && end > span[0])) return id;
    if (!text.startsWith("##")) dropped = dropout.random.chance(dropout.probability);
    return dropped ? dropout.unknown : id;
  });
}
