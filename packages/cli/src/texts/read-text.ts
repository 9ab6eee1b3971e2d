// Text files to strings.

import { readFileSync } from "node:fs";
import { StillpointError } from "@stillpoint/core";

/** A UTF-8 file, named by `option`. Throws `INPUT` for a file that cannot be read and for bytes that are not UTF-8. */
export function readTextFile(path: string, option = "--data"): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    const folder = cause instanceof Error && "code" in cause && cause.code === "EISDIR";
    const reason = folder ? "a folder" : cause instanceof Error ? cause.message : String(cause);
    throw new StillpointError("INPUT", `file ${path}: expected a readable file; got ${reason}; check ${option}`, {
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
