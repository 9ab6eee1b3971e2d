// Which of a folder's files make its tokenizer.

import { ensure, isRecord, StillpointError } from "@stillpoint/core";
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
export const PYTHON_ONLY: readonly string[] =
  "spiece.model sentencepiece.bpe.model spm.model tokenizer.model vocab.json merges.txt bpe.codes".split(" ");

/**
 * `tokenizer.json`, else `vocab.txt` as BERT reads it, with `tokenizer_config.json`. Throws `INPUT` with the remedy for a
 * folder with neither, and where `added_tokens.json` or the config have tokens that are not in it: transformers adds
 * them.
 */
export function tokenizerSource({ files, json, text }: TokenizerFolder): TokenizerFiles {
  const read = (name: string): unknown => (files.includes(name) ? json(name) : undefined);
  const config = read("tokenizer_config.json");
  const tokenizerConfig = config === undefined ? {} : { tokenizerConfig: config };
  const added = new Set([...addedByFile(read("added_tokens.json")), ...addedByConfig(config)]);
  if (files.includes("tokenizer.json")) {
    const tokenizerJson = json("tokenizer.json");
    ensureComplete("tokenizer.json", tokenizerJson, added);
    return { tokenizerJson, ...tokenizerConfig };
  }
  if (files.includes("vocab.txt")) {
    const special = read("special_tokens_map.json");
    const named = isRecord(config) && isRecord(special) ? { ...special, ...config } : config;
    const tokenizerJson = tokenizerJsonOf(text("vocab.txt"), named);
    ensureComplete("vocab.txt", tokenizerJson, added);
    return { tokenizerJson, ...tokenizerConfig };
  }
  const other = PYTHON_ONLY.filter((name) => files.includes(name));
  const found = other.length > 0 ? other : files;
  throw new StillpointError(
    "INPUT",
    `model folder: expected tokenizer.json; got ${found.slice(0, 8).join(", ") || "none"}; ${other.length > 0 ? SAVE_TOKENIZER : "download the whole folder"}`,
  );
}

/** `added_tokens.json` gives an id for each token. */
const addedByFile = (added: unknown): string[] => (isRecord(added) ? Object.keys(added) : []);

/** `added_tokens_decoder` gives a token for each id. */
function addedByConfig(config: unknown): string[] {
  const added = isRecord(config) && isRecord(config.added_tokens_decoder) ? config.added_tokens_decoder : {};
  return Object.values(added).flatMap((token) =>
    isRecord(token) && typeof token.content === "string" ? [token.content] : [],
  );
}

function ensureComplete(file: string, tokenizerJson: unknown, added: ReadonlySet<string>): void {
  if (!isRecord(tokenizerJson) || added.size === 0) return;
  const { model, added_tokens: own } = tokenizerJson;
  const vocab = isRecord(model) ? model.vocab : undefined;
  const contents = (list: unknown, of: (entry: unknown) => unknown): unknown[] =>
    Array.isArray(list) ? list.map(of) : [];
  const known = new Set([
    ...contents(own, (token) => (isRecord(token) ? token.content : undefined)),
    ...contents(vocab, (entry) => (Array.isArray(entry) ? entry[0] : undefined)),
  ]);
  const missing = [...added].filter((token) => !known.has(token) && !(isRecord(vocab) && Object.hasOwn(vocab, token)));
  ensure(
    missing.length === 0,
    "INPUT",
    () =>
      `${file}: expected every added token of the folder in it; got none of ${missing.slice(0, 4).join(", ")}; ${SAVE_TOKENIZER}`,
  );
}
