// Reading data files people wrote: lines, JSON, and faults named by their place.

import { jsonExcerpt, StillpointError } from "@stillpoint/core";

/** The error of one line or record; `place` is where people look for it, such as `train.tsv:12`. */
export function faultAt(place: string, expected: string, got: unknown, remedy: string): StillpointError {
  const shown = typeof got === "string" ? `"${got.slice(0, 60)}"` : jsonExcerpt(got);
  return new StillpointError("INPUT", `${place}: expected ${expected}; got ${shown}; ${remedy}`);
}

/** Lines of a text file without their ends; a byte order mark and the empty rest behind the last end are no line. */
export function linesOf(text: string): string[] {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** Parsed JSON, a byte order mark forgiven. Throws `INPUT` at `place` for text that is none. */
export function jsonAt(text: string, place: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    const message = `${place}: expected JSON; got "${text.slice(0, 60)}"; mend or remove it`;
    throw new StillpointError("INPUT", message, { cause });
  }
}
