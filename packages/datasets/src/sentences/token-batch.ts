// Encodings as a network takes them.

import { ensure, type Tensor } from "@stillpoint/core";
import type { Encoding } from "@stillpoint/text";
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
  const stacked = (rows: (encoding: Encoding) => readonly number[]): Tensor => {
    const data = new BigInt64Array(samples.length * length);
    for (const [k, { encoding }] of samples.entries()) data.set(rows(encoding).map(BigInt), k * length);
    return { type: "int64", shape: [samples.length, length], data };
  };
  const inputs = {
    input_ids: stacked((encoding) => idsOf(encoding, dropout)),
    attention_mask: stacked(({ attention }) => attention),
  };
  return {
    inputs: types ? { ...inputs, token_type_ids: stacked((encoding) => encoding.types) } : inputs,
    labels: Int32Array.from(samples.flatMap(({ labels }) => labels)),
  };
}

/** Numbers of the tokens; all pieces of a dropped word are `[UNK]`. */
function idsOf({ tokens }: Encoding, dropout?: WordDropout): number[] {
  if (dropout === undefined || dropout.probability === 0) return tokens.map(({ id }) => id);
  let dropped = false;
  return tokens.map(({ id, text, source }) => {
    if (source === -1) return id;
    if (!text.startsWith("##")) dropped = dropout.random.chance(dropout.probability);
    return dropped ? dropout.unknown : id;
  });
}
