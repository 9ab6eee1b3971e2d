import { readFileSync } from "node:fs";
import { isRecord } from "@stillpoint/core";
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

  it("takes special tokens from special_tokens_map.json where the config does not name them", () => {
    const renamed = vocabulary.replace("[UNK]", "<unk>").replace("[MASK]", "<m>");
    const json = (name: string): unknown =>
      name === "tokenizer_config.json"
        ? { do_lower_case: true }
        : { unk_token: "<unk>", mask_token: { content: "<m>", lstrip: false } };
    const files = ["vocab.txt", "tokenizer_config.json", "special_tokens_map.json"];
    const { tokens } = createTokenizer(tokenizerSource({ files, json, text: () => renamed })).encode("\u2603 <m>");
    expect(tokens.map(({ text }) => text)).toEqual(["[CLS]", "<unk>", "<m>", "[SEP]"]);
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

describe("tokens added to a folder", () => {
  const config = {
    do_lower_case: true,
    added_tokens_decoder: { "300": { content: "<word>" }, "0": { content: "[PAD]" } },
  };
  const others = (file: string, values: Record<string, unknown>) => () =>
    tokenizerSource({
      files: [file, ...Object.keys(values)],
      json: (name) => values[name] ?? saved,
      text: () => vocabulary,
    });

  it.each([
    ["vocab.txt", { "tokenizer_config.json": { do_lower_case: true }, "added_tokens.json": { "<word>": 300 } }],
    ["vocab.txt", { "tokenizer_config.json": config }],
    ["tokenizer.json", { "added_tokens.json": { "<word>": 300, "[PAD]": 0 } }],
    ["tokenizer.json", { "tokenizer_config.json": config }],
  ])("that %s does not hold are refused, not left out", (file, values) => {
    expect(others(file, values)).toThrow(
      `${file}: expected every added token of the folder in it; got none of <word>; write tokenizer.json with AutoTokenizer`,
    );
  });

  it("that it holds are no matter, nor is a chat template", () => {
    const known = { "[PAD]": 0, "[MASK]": 4 };
    for (const file of ["vocab.txt", "tokenizer.json"])
      expect(
        createTokenizer(
          others(file, {
            "tokenizer_config.json": { do_lower_case: true, chat_template: "{{ x }}", added_tokens_decoder: {} },
            "added_tokens.json": known,
            "chat_template.jinja": "{{",
          })(),
        ).encode("the"),
      ).toEqual(createTokenizer({ tokenizerJson: saved }).encode("the"));
  });

  it.each([["sentencepiece.bpe.model"], ["spiece.model"], ["vocab.json", "merges.txt"]])(
    "beside %s alone name how to write tokenizer.json",
    (...names) =>
      expect(() =>
        tokenizerSource({
          files: ["config.json", "tokenizer_config.json", ...names],
          json: () => ({}),
          text: () => "",
        }),
      ).toThrow(`expected tokenizer.json; got ${[...names].join(", ")}; write tokenizer.json with AutoTokenizer`),
  );
});
