// Which of a folder's files make its tokenizer.

import { StillpointError } from "@stillpoint/core";
import type { TokenizerFiles } from "./create-tokenizer.ts";
import { SAVE_TOKENIZER, tokenizerJsonOf } from "./vocabulary-file.ts";

/** A folder as far as its tokenizer goes. */
export interface TokenizerFolder {
  /** Paths inside the folder, with `/`. */
  readonly files: readonly string[];
  /** The parsed JSON of one of them. */
  json(path: string): unknown;
  text(path: string): string;
}

/** Files of tokenizers that only Python reads. */
const PYTHON_ONLY = ["spiece.model", "sentencepiece.bpe.model", "tokenizer.model", "vocab.json", "merges.txt"];

/** `tokenizer.json`, else `vocab.txt` as BERT reads it. Throws `INPUT` with the remedy for a folder with neither. */
export function tokenizerSource({ files, json, text }: TokenizerFolder): TokenizerFiles {
  const config = files.includes("tokenizer_config.json") ? json("tokenizer_config.json") : undefined;
  const tokenizerConfig = config === undefined ? {} : { tokenizerConfig: config };
  if (files.includes("tokenizer.json")) return { tokenizerJson: json("tokenizer.json"), ...tokenizerConfig };
  if (files.includes("vocab.txt"))
    return { tokenizerJson: tokenizerJsonOf(text("vocab.txt"), config), ...tokenizerConfig };
  const other = PYTHON_ONLY.filter((name) => files.includes(name));
  const found = other.length > 0 ? other : files;
  throw new StillpointError(
    "INPUT",
    `model folder: expected tokenizer.json; got ${found.slice(0, 8).join(", ") || "none"}; ${other.length > 0 ? SAVE_TOKENIZER : "download the whole folder"}`,
  );
}
