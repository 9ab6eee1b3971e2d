// Text files on disk.

import { readFileSync } from "node:fs";
import { parseJson, StillpointError } from "@stillpoint/core";
import { type TextFile, textOf } from "@stillpoint/preprocess";
import { fileFault } from "./file-fault.ts";
import { ensureRegular } from "./regular-file.ts";

/** A UTF-8 file, named by `option`. Throws `INPUT` for a file that cannot be read and for bytes that are not UTF-8. */
export function readTextFile(path: string, option = "--data"): TextFile {
  let bytes: Uint8Array;
  try {
    ensureRegular(path);
    bytes = readFileSync(path);
  } catch (cause) {
    throw new StillpointError(
      "INPUT",
      `file ${path}: expected a readable file; got ${fileFault(cause)}; check ${option}`,
      {
        cause,
      },
    );
  }
  return { place: path, text: textOf(bytes, path) };
}

/** The value of a JSON file of a tokenizer or a model. Throws `INPUT`. */
export function readTokenizerJson(path: string): unknown {
  let text: string;
  try {
    ensureRegular(path);
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new StillpointError(
      "INPUT",
      `tokenizer ${path}: expected a readable file; got ${fileFault(cause)}; check --tokenizer`,
      { cause },
    );
  }
  const value = parseJson(text);
  if (value !== undefined) return value;
  throw new StillpointError("INPUT", `tokenizer ${path}: expected JSON; got something else; download it again`);
}
