// How long a text may be by its tokenizer's files.

import { ensure } from "@stillpoint/core";

/** Above this `model_max_length` says that nobody knew it. */
const UNKNOWN_LENGTH = 1e6;

/** Most tokens by `model_max_length`; undefined where it says none. Throws `INPUT` for a number below 1. */
export function longestByTokenizer(length: unknown): number | undefined {
  if (typeof length !== "number" || length >= UNKNOWN_LENGTH) return undefined;
  ensure(
    Number.isInteger(length) && length > 0,
    "INPUT",
    () =>
      `tokenizer_config.json: expected model_max_length to be a whole number from 1; got ${length}; mend the file or leave it out`,
  );
  return length;
}
