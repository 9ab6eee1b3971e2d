// Tokenizers made once: whoever types asks for the same one at every key.

import { digest, StillpointError } from "@stillpoint/core";
import { jsonAt } from "@stillpoint/text";
import { createTokenizer, longestByConfig, type Tokenizer, tokenizerSource } from "@stillpoint/tokenizer";
import type { NamedFile } from "./protocol.ts";

export interface HeldTokenizer {
  readonly tokenizer: Tokenizer;
  /** Most tokens by the config.json beside it. */
  readonly longest: number | undefined;
}

/** Tokenizers kept: large ones take hundreds of megabytes. */
const KEPT = 2;

const NEEDED: ReadonlySet<string> = new Set(
  "tokenizer.json tokenizer_config.json vocab.txt special_tokens_map.json added_tokens.json config.json".split(" "),
);

/** Keeps the tokenizers asked for last, told apart by what their files hold. */
export class HeldTokenizers {
  /** In the order in which they were last asked for. */
  readonly #held: Map<string, Tokenizer> = new Map();

  /** The tokenizer of a folder, wherever in the drop it lies. Throws `INPUT`. */
  async tokenizerOf(files: readonly NamedFile[]): Promise<HeldTokenizer> {
    const texts = await textsOf(files);
    const bytes = new TextEncoder();
    // Networks of several sizes share a tokenizer, not a config.json.
    const own = [...texts].filter(([name]) => name !== "config.json");
    const key = digest(own.flat().map((text) => bytes.encode(text)));
    const tokenizer = this.#held.get(key) ?? made(files, texts);
    this.#held.delete(key);
    this.#held.set(key, tokenizer);
    for (const old of [...this.#held.keys()].slice(0, -KEPT)) this.#held.delete(old);
    const config = texts.get("config.json");
    return { tokenizer, longest: config === undefined ? undefined : longestByConfig(jsonAt(config, "config.json")) };
  }
}

function made(files: readonly NamedFile[], texts: ReadonlyMap<string, string>): Tokenizer {
  if (files.length === 0) {
    throw new StillpointError(
      "INPUT",
      "tokenizer: expected tokenizer.json or vocab.txt; got none; drop the network's whole folder",
    );
  }
  const text = (path: string): string => texts.get(path) ?? "";
  const json = (path: string): unknown => jsonAt(text(path), path);
  // Other files are told by name, so that the remedy can say which of them only Python reads.
  const names = files.map(({ name }) => lastPart(name)).filter((name) => !NEEDED.has(name));
  return createTokenizer(tokenizerSource({ files: [...texts.keys(), ...names], json, text }));
}

/** Texts by name, of the folder nearest to the top that holds a tokenizer. */
async function textsOf(files: readonly NamedFile[]): Promise<ReadonlyMap<string, string>> {
  const main = files
    .filter(({ name }) => /(^|\/)(tokenizer\.json|vocab\.txt)$/.test(name))
    .sort((a, b) => a.name.split("/").length - b.name.split("/").length)[0];
  const folder = main === undefined ? "" : main.name.slice(0, -lastPart(main.name).length);
  const found = files.filter(({ name }) => name.startsWith(folder) && NEEDED.has(name.slice(folder.length)));
  const texts = found.map(async ({ name, content }) => [lastPart(name), await content.text()] as const);
  return new Map((await Promise.all(texts)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
