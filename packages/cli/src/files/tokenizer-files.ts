// A network's tokenizer, and how long its texts may be, from the files beside it.

import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { StillpointError } from "@stillpoint/core";
import { createTokenizer, longestByConfig, type Tokenizer } from "@stillpoint/tokenizer";
import { folderWith } from "./model-folder.ts";
import { readTokenizerJson } from "./text-file.ts";

/** The tokenizer at `path`, a `tokenizer.json` or its folder, or beside the network's file. Throws `USAGE`, `INPUT`. */
export function tokenizerFor(network: string, given: string | undefined): Tokenizer {
  const path = given ?? folderWith(network, "tokenizer.json");
  if (path === undefined) {
    throw new StillpointError(
      "USAGE",
      `tokenizer: expected tokenizer.json beside ${network}; got none; pass --tokenizer with the file or its folder`,
    );
  }
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  const main = isFolder ? join(path, "tokenizer.json") : path;
  const config = main.replace(/tokenizer\.json$/, "tokenizer_config.json");
  const tokenizerJson = readTokenizerJson(main);
  try {
    return createTokenizer(
      config !== main && existsSync(config)
        ? { tokenizerJson, tokenizerConfig: readTokenizerJson(config) }
        : { tokenizerJson },
    );
  } catch (cause) {
    if (!(cause instanceof StillpointError)) throw cause;
    throw new StillpointError(cause.code, `tokenizer ${main}: ${cause.message}`, { cause });
  }
}

/** Most tokens by the config beside the network; undefined where there is none. */
export function longestFor(network: string): number | undefined {
  const folder = folderWith(network, "config.json");
  return folder === undefined ? undefined : longestByConfig(readTokenizerJson(join(folder, "config.json")));
}
