// The tokenizer that all embedded text networks share.

import { createTokenizer, type Tokenizer } from "@stillpoint/tokenizer";
import { dataFile } from "../data-file.ts";

export function embeddedTokenizer(): Tokenizer {
  const json = (name: string): unknown => JSON.parse(new TextDecoder().decode(dataFile(`vocabulary/${name}`)));
  return createTokenizer({
    tokenizerJson: json("tokenizer.json"),
    tokenizerConfig: json("tokenizer_config.json"),
  });
}
