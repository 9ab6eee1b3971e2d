// How many tokens every text of a run has: one number, because maps of one task are measured on inputs of one shape.

import { StillpointError } from "@stillpoint/core";
import type { TextNetwork } from "./text-network.ts";

/** Tokens of a window where nothing says how many: what BERT was trained for. */
const USUAL = 512;

/**
 * The most tokens a text may have: the network's own number where it is fixed, else as wished up to its positions, else
 * what the files beside it say. Throws `USAGE` for a wish the network cannot fulfil.
 */
export function longestWindow({ fixed, longest, positions }: TextNetwork, wished: number | undefined): number {
  // A fixed axis may be longer than what the tokenizer allows.
  if (wished === undefined) return longest ?? USUAL;
  const most = positions ?? longest ?? wished;
  const whole = Number.isInteger(wished) && wished > 0;
  if (whole && (fixed === undefined ? wished <= most : wished === fixed)) {
    return fixed === undefined || longest === undefined ? wished : Math.min(wished, longest);
  }
  const expected = fixed ?? (Number.isFinite(most) ? `at most ${most}` : "a whole number of tokens from 1");
  throw new StillpointError(
    "USAGE",
    `--window: expected ${expected}, what the network takes; got ${wished}; leave it out`,
  );
}

/** A note on the texts that were left out; none where there are none. Throws `INPUT` where nothing is left. */
export function skippedNotes(place: string, kind: string, skipped: number, all: number, longest: number): string[] {
  if (skipped === 0) return [];
  if (skipped < all) return [`${skipped} of ${all} ${kind} left out: longer than ${longest} tokens`];
  throw new StillpointError(
    "INPUT",
    `data ${place}: expected ${kind} of at most ${longest} tokens; got ${all}, all of them longer; measure them in pieces with --long window`,
  );
}

/** The length all texts are padded to: the network's own where it is fixed, else that of the longest text. */
export function paddedLength<T>({ fixed }: TextNetwork, texts: readonly T[], tokensIn: (text: T) => number): number {
  return fixed ?? texts.reduce((longest, text) => Math.max(longest, tokensIn(text)), 0);
}

/** The error for a text that does not fit. */
export function tooLong(subject: string, tokens: number, longest: number): StillpointError {
  return new StillpointError(
    "INPUT",
    `${subject}: expected at most ${longest} tokens, the network's window; got ${tokens}; leave out all that are too long with --long skip, or measure them in pieces with --long window`,
  );
}
