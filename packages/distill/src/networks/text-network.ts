// What our text networks have in common: inputs, embeddings, masks.

import { ElementType } from "@stillpoint/autodiff";
import type { Draft } from "./layers.ts";

/** Sizes every text network has. */
export interface TextNetworkOptions {
  /** Names the initial weights; the same seed gives the same bytes. */
  readonly seed: number;
  /** Rows of the embedding table. */
  readonly vocabulary: number;
  /** L, tokens per text, padding included. */
  readonly length: number;
}

/** Names of the int64 inputs `[batch, L]`. */
export const TEXT_INPUTS = {
  ids: "input_ids",
  /** 1 for tokens, 0 for padding. */
  mask: "attention_mask",
  /** 0 for the first text, 1 for the second. */
  types: "token_type_ids",
} as const;

/** The embedding sum `[batch, L, width]`: the tensor noise is added to. */
export const EMBEDDED = "embedded";

/** Deviation of initial embeddings; small beside the layers' own scale, as in BERT. */
const DEVIATION = 0.1;
/** Added to a score nobody may choose; finite, so that a text of padding alone has numbers too. */
const EXCLUDED = -1e4;

/**
 * Word embeddings, and where asked for embeddings of the position and of the token type, added to `embedded`. Weights:
 * `word.weight` `[vocabulary, width]`, `position.weight` `[L, width]`, `type.weight` `[2, width]`.
 */
export function embedding(
  { g, weights }: Draft,
  { vocabulary, length }: TextNetworkOptions,
  width: number,
  kinds: { readonly position: boolean; readonly type: boolean },
): string {
  const words = weights.normal("word.weight", [vocabulary, width], DEVIATION);
  g.node("Gather", [words, TEXT_INPUTS.ids], [kinds.position || kinds.type ? "word" : EMBEDDED], { axis: 0 });
  if (kinds.type) {
    g.node("Gather", [weights.normal("type.weight", [2, width], DEVIATION), TEXT_INPUTS.types], ["type"], { axis: 0 });
    g.node("Add", ["word", "type"], [kinds.position ? "word.type" : EMBEDDED]);
  }
  if (kinds.position) {
    const positions = weights.normal("position.weight", [length, width], DEVIATION);
    g.node("Add", [kinds.type ? "word.type" : "word", positions], [EMBEDDED]);
  }
  return EMBEDDED;
}

/** 1 for tokens, 0 for padding, as floats `[b, L]`. */
export function floatMask({ g }: Draft, input: string): string {
  g.node("Cast", [input], [`${input}.float`], { to: ElementType.FLOAT });
  return `${input}.float`;
}

/** 0 where `mask` `[b, L]` is 1 and −10,000 where it is 0, with axes of size 1 at `axes`. */
export function exclusion({ g }: Draft, mask: string, axes: readonly number[], name: string): string {
  const gap = g.op("Mul", [g.op("Sub", [g.float32(1), mask]), g.float32(EXCLUDED)]);
  g.node("Unsqueeze", [gap, g.int64(axes)], [name]);
  return name;
}
