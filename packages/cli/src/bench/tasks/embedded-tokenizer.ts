// The tokenizer that all embedded text networks share.

import { createTokenizer, type Tokenizer } from "@stillpoint/tokenizer";
import type { OutputFolder } from "../../storage/output-folder.ts";
import { dataFile } from "../data-file.ts";

const FILES = ["tokenizer.json", "tokenizer_config.json"] as const;

export function embeddedTokenizer(): Tokenizer {
  const [tokenizerJson, tokenizerConfig] = FILES.map((name): unknown =>
    JSON.parse(new TextDecoder().decode(dataFile(`vocabulary/${name}`))),
  );
  return createTokenizer({ tokenizerJson, tokenizerConfig });
}

/** Puts its files beside a benchmark's samples; returns their folder, relative to the output folder. */
export function writeTokenizer(folder: OutputFolder): string {
  for (const name of FILES) folder.write(`data/vocabulary/${name}`, dataFile(`vocabulary/${name}`));
  return "data/vocabulary";
}
