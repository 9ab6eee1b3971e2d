import { readFileSync } from "node:fs";
import { isRecord } from "@stillpoint/text";
import { describe, expect, it } from "vitest";
import { createTokenizer } from "./create-tokenizer.ts";
import { tokenizerSource } from "./tokenizer-source.ts";

const files: Record<string, { model: { vocab: Record<string, number> } }> = JSON.parse(
  readFileSync(new URL("../fixtures/tokenizers.json", import.meta.url), "utf8"),
);
const saved = files["wordpiece, lower case"]!;
const lines = Object.entries(saved.model.vocab).sort(([, a], [, b]) => a - b);
const vocabulary = lines.map(([token]) => `${token}\n`).join("");
const source = (config?: object, text = vocabulary, extra: readonly string[] = []) =>
  tokenizerSource({
    files: ["vocab.txt", ...(config === undefined ? [] : ["tokenizer_config.json"]), ...extra],
    json: () => config,
    text: () => text,
  });

describe("vocab.txt", () => {
  it("gives the tokens and places of the tokenizer.json of the same vocabulary", () => {
    const ours = createTokenizer(source({ do_lower_case: true, tokenizer_class: "BertTokenizer" }));
    const theirs = createTokenizer({ tokenizerJson: saved });
    for (const text of [
      "The movie was great!",
      "caf\u00e9 na\u00efve [MASK]\u{1F600}",
      "I don't think she\u2019s wrong",
    ]) {
      expect(ours.encode(text)).toEqual(theirs.encode(text));
      expect(ours.encode(text, "Who won?", { length: 40 })).toEqual(theirs.encode(text, "Who won?", { length: 40 }));
    }
  });

  it("keeps capitals where the config says so", () => {
    const { tokenizerJson } = source({ do_lower_case: false });
    expect(isRecord(tokenizerJson) && tokenizerJson.normalizer).toMatchObject({
      lowercase: false,
      strip_accents: null,
    });
  });

  it.each<[string, () => unknown, RegExp]>([
    ["without a config", () => source(), /that says do_lower_case; got none; write tokenizer\.json with AutoTokenizer/],
    ["of another kind", () => source({ tokenizer_class: "BertweetTokenizer", do_lower_case: true }), /got Bertweet/],
    [
      "without special tokens",
      () => source({ do_lower_case: true }, "a\nb\n"),
      /expected the token \[UNK\] among its 2/,
    ],
    [
      "that is not there",
      () => tokenizerSource({ files: ["spiece.model", "config.json"], json: () => ({}), text: () => "" }),
      /expected tokenizer\.json; got spiece\.model; write tokenizer\.json with AutoTokenizer/,
    ],
  ])("%s is refused with the remedy", (_, read, message) => expect(read).toThrow(message));
});
