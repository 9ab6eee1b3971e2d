// Files that teachers of text read: the shared vocabulary, and data of the packages that carry them.

import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createTokenizer, type Tokenizer } from "@stillpoint/tokenizer";

const require = createRequire(import.meta.url);

export function committedTokenizer(): Tokenizer {
  const json = (name: string): unknown =>
    JSON.parse(readFileSync(new URL(`../../../datasets/data/vocabulary/${name}`, import.meta.url), "utf8"));
  return createTokenizer({ tokenizerJson: json("tokenizer.json"), tokenizerConfig: json("tokenizer_config.json") });
}

export function packageText(name: string): string {
  return readFileSync(require.resolve(name), "utf8");
}

/** Texts below the folder of a package's file whose relative paths match, sorted. */
export function packageTexts(anchor: string, pattern: RegExp): { path: string; text: string }[] {
  const folder = dirname(require.resolve(anchor));
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => name.replaceAll("\\", "/"));
  return names
    .filter((name) => pattern.test(name))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }));
}
