// How many tokens every text of a run has: one number, because maps of one task are measured on inputs of one shape.

import { StillpointError } from "@stillpoint/core";
import type { TextNetwork } from "./text-network.ts";

/** Tokens of a window where nothing says how many: what BERT was trained for. */
const USUAL = 512;

/** The most tokens a text may have. Throws `USAGE` for a wish the network cannot fulfil. */
export function longestWindow({ fixed, longest }: TextNetwork, wished: number | undefined): number {
  if (wished !== undefined && (fixed === undefined ? wished > (longest ?? wished) : wished !== fixed)) {
    throw new StillpointError(
      "USAGE",
      `--window: expected ${fixed ?? `at most ${longest}`}, what the network takes; got ${wished}; leave it out`,
    );
  }
  // A fixed axis may be longer than what the tokenizer allows.
  return longest === undefined ? (wished ?? USUAL) : Math.min(wished ?? longest, longest);
}

/** The length all texts are padded to: the network's own where it is fixed, else that of the longest text. */
export function paddedLength<T>({ fixed }: TextNetwork, texts: readonly T[], tokensIn: (text: T) => number): number {
  return fixed ?? texts.reduce((longest, text) => Math.max(longest, tokensIn(text)), 0);
}

/** The error for a text that does not fit. */
export function tooLong(subject: string, tokens: number, longest: number): StillpointError {
  return new StillpointError(
    "INPUT",
    `${subject}: expected at most ${longest} tokens, the network's window; got ${tokens}; measure it in pieces with --long window, or leave it out`,
  );
}
