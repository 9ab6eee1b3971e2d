// Bytes to text.

import { StillpointError } from "@stillpoint/core";

/** A file's UTF-8 text. Throws `INPUT` naming the file for other bytes. */
export function textOf(bytes: Uint8Array, place: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new StillpointError("INPUT", `file ${place}: expected UTF-8 text; got other bytes; save it as UTF-8`, {
      cause,
    });
  }
}
