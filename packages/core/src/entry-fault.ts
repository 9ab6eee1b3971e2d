// One bad entry of a data set: the end of reading, or left out and told.

import { type ErrorCode, StillpointError } from "./errors.ts";

/** Is told why an entry is left out, and how many are with it: a paragraph takes its questions along. */
export type OnEntryFault = (fault: StillpointError, entries?: number) => void;

/** What may be wrong with one entry; anything else is wrong with the request or the network, and stays an error. */
const OF_ENTRIES: ReadonlySet<ErrorCode> = new Set(["INPUT", "SHAPE", "RANGE", "NOT_FINITE", "DEGENERATE"]);

/**
 * What `read` gives, as a list of one. Where the entry is bad and `onFault` is there, the list is empty and `onFault` is
 * told, with how many `entries` are lost; without it the fault is thrown, as is everything that is no fault of an entry.
 */
export function readEntry<T>(
  read: () => T,
  onFault: OnEntryFault | undefined,
  entries = 1,
): readonly [T] | readonly [] {
  try {
    return [read()];
  } catch (cause) {
    return told(cause, onFault, entries);
  }
}

/** `readEntry` of what has to be waited for. */
export async function awaitEntry<T>(
  read: () => Promise<T>,
  onFault: OnEntryFault | undefined,
): Promise<readonly [T] | readonly []> {
  try {
    return [await read()];
  } catch (cause) {
    return told(cause, onFault, 1);
  }
}

function told(cause: unknown, onFault: OnEntryFault | undefined, entries: number): readonly [] {
  if (onFault === undefined || !(cause instanceof StillpointError) || !OF_ENTRIES.has(cause.code)) throw cause;
  onFault(cause, entries);
  return [];
}
