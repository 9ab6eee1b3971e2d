// What went wrong, in a sentence for people.

import { StillpointError } from "@stillpoint/core";

/** Undefined for what the visitor stopped. */
export function sentenceOf(error: unknown): string | undefined {
  if (error instanceof StillpointError) return error.code === "INTERRUPTED" ? undefined : error.message;
  return error instanceof Error ? error.message : String(error);
}
