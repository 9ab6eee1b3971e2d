// Text files to strings.

import { readFileSync } from "node:fs";
import { StillpointError } from "@stillpoint/core";

/** A UTF-8 file. Throws `INPUT` for a file that cannot be read and for bytes that are not UTF-8. */
export function readTextFile(path: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StillpointError("INPUT", `file ${path}: expected a readable file; got ${reason}; check --data`, {
      cause,
    });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new StillpointError("INPUT", `file ${path}: expected UTF-8 text; got other bytes; save it as UTF-8`, {
      cause,
    });
  }
}
