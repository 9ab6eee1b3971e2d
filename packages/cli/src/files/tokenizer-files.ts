// A network's tokenizer, and how long its texts may be, from the files beside it.

import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { StillpointError } from "@stillpoint/core";
import {
  createTokenizer,
  longestByConfig,
  PYTHON_ONLY,
  type Tokenizer,
  type TokenizerFiles,
  tokenizerSource,
} from "@stillpoint/tokenizer";
import { withinDeadline } from "./deadline.ts";
import { folderWith } from "./model-folder.ts";
import { readTextFile, readTokenizerJson } from "./text-file.ts";

/** Seconds for a tokenizer to be made, and for a text, which long ones have more of. */
export interface TokenizerDeadline {
  readonly make: number;
  readonly text: number;
  readonly thousandCharacters: number;
}

const USUAL_DEADLINE: TokenizerDeadline = { make: 20, text: 5, thousandCharacters: 0.5 };

/**
 * The tokenizer at `path`, a `tokenizer.json`, a `vocab.txt` or the folder of one, or beside the network's file or the
 * folder `checkpoint-N` it lies in. Its patterns run with a deadline. Throws `USAGE`, `INPUT`.
 */
export function tokenizerFor(network: string, given: string | undefined): Tokenizer {
  const path =
    given ??
    folderWith(network, ["tokenizer.json", "vocab.txt"]) ??
    folderWith(network, ["tokenizer_config.json", ...PYTHON_ONLY]);
  if (path === undefined) {
    throw new StillpointError(
      "USAGE",
      `tokenizer: expected tokenizer.json beside ${network}; got none; pass --tokenizer with the file or its folder`,
    );
  }
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  const folder = isFolder ? path : dirname(path);
  const files = isFolder ? readdirSync(path) : [basename(path)];
  const subject = `tokenizer ${isFolder ? path : join(folder, basename(path))}`;
  return named(subject, () => boundedTokenizer(subject, sourceOf(folder, files, isFolder)));
}

/** A file by itself is what it says it is, with the config beside it. */
function sourceOf(folder: string, files: readonly string[], isFolder: boolean): TokenizerFiles {
  const [only = ""] = files;
  const config = "tokenizer_config.json";
  const hasConfig = existsSync(join(folder, config));
  const known = isFolder || only === "vocab.txt" ? files : ["tokenizer.json"];
  const place = (name: string): string => join(folder, isFolder || name === config ? name : only);
  return tokenizerSource({
    files: isFolder || !hasConfig ? known : [...known, config],
    json: (name) => readTokenizerJson(place(name)),
    text: (name) => readTextFile(place(name), "--tokenizer").text,
  });
}

/** A tokenizer none of whose calls goes on for ever. */
export function boundedTokenizer(
  subject: string,
  files: TokenizerFiles,
  seconds: TokenizerDeadline = USUAL_DEADLINE,
): Tokenizer {
  const remedy =
    "look for nested repetitions such as (a+)+ in its patterns, or save it again with a current transformers";
  const within = <T>(most: number, run: () => T): T => withinDeadline(subject, remedy, most, run);
  const forText = <T>(text: string, run: () => T): T =>
    within(seconds.text + (seconds.thousandCharacters * text.length) / 1000, run);
  const tokenizer = within(seconds.make, () => createTokenizer(files));
  return {
    ...tokenizer,
    encode: (text, pair = undefined, options) =>
      forText(text + (pair ?? ""), () => tokenizer.encode(text, pair, options)),
    tokensOf: (text) => forText(text, () => tokenizer.tokensOf(text)),
  };
}

/** Puts the files' place before what the tokenizer says of them. */
function named<T>(subject: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (!(cause instanceof StillpointError) || cause.message.startsWith("tokenizer ")) throw cause;
    throw new StillpointError(cause.code, `${subject}: ${cause.message}`, { cause });
  }
}

/** Most tokens by the config beside the network; undefined where there is none. */
export function longestFor(network: string): number | undefined {
  const folder = folderWith(network, ["config.json"]);
  if (folder === undefined) return undefined;
  return named(`tokenizer ${folder}`, () => longestByConfig(readTokenizerJson(join(folder, "config.json"))));
}
