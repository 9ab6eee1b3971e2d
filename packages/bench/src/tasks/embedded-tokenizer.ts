// The tokenizer that all embedded text networks share.

import type { Store } from "@stillpoint/experiment";
import { createTokenizer, type Tokenizer } from "@stillpoint/tokenizer";
import { dataText, type PackageFiles } from "../package-files.ts";

const FILES = ["tokenizer.json", "tokenizer_config.json"] as const;

export async function embeddedTokenizer(files: PackageFiles): Promise<Tokenizer> {
  const [tokenizerJson, tokenizerConfig] = await Promise.all(
    FILES.map(async (name): Promise<unknown> => JSON.parse(await dataText(files, `vocabulary/${name}`))),
  );
  return createTokenizer({ tokenizerJson, tokenizerConfig });
}

/** Puts its files beside a benchmark's samples; returns their folder, relative to the store. */
export async function writeTokenizer(store: Store, files: PackageFiles): Promise<string> {
  for (const name of FILES) await store.write(`data/vocabulary/${name}`, await files.data(`vocabulary/${name}`));
  return "data/vocabulary";
}
