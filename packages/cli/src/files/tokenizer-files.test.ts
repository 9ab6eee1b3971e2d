import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createTokenizer } from "@stillpoint/tokenizer";
import { afterAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";
import { withinDeadline } from "./deadline.ts";
import { boundedTokenizer, longestFor, tokenizerFor } from "./tokenizer-files.ts";

const { at, write, remove } = scratchFolder();
afterAll(remove);

const own = fileURLToPath(new URL("../../../datasets/data/vocabulary/tokenizer.json", import.meta.url));
const tokenizerJson = JSON.parse(readFileSync(own, "utf8"));

describe("a deadline", () => {
  it("ends loops and regular expressions, and lets values and errors through", () => {
    const within = <T>(run: () => T): T => withinDeadline("work", "mend it", 0.2, run);
    expect(within(() => 7)).toBe(7);
    expect(() => within(() => /^(a+)+$/.test(`${"a".repeat(60)}b`))).toThrow(
      "work: expected to be through within 0.2 s; got no end; mend it",
    );
    expect(() =>
      within(() => {
        for (;;);
      }),
    ).toThrow("got no end");
    expect(() =>
      within(() => {
        throw new RangeError("inner");
      }),
    ).toThrow(RangeError);
    expect(within(() => within(() => 3))).toBe(3);
  });
});

describe("a tokenizer from disk", () => {
  it("whose pattern never ends is refused by name", () => {
    const endless = {
      ...tokenizerJson,
      pre_tokenizer: { type: "Split", pattern: { Regex: "(a+)+$" }, behavior: "Isolated", invert: false },
    };
    const tokenizer = boundedTokenizer(
      "tokenizer t.json",
      { tokenizerJson: endless },
      { make: 20, text: 0.3, thousandCharacters: 0 },
    );
    expect(() => tokenizer.tokensOf(`${"a".repeat(60)}b`)).toThrow(
      /^tokenizer t\.json: expected to be through within .* s; got no end; look for nested repetitions/,
    );
  }, 20_000);

  it("may be a file of any name, its folder, or vocab.txt", () => {
    const expected = createTokenizer({ tokenizerJson }).encode("a good film");
    write("folder/tokenizer.json", JSON.stringify(tokenizerJson));
    write("other/my.json", JSON.stringify(tokenizerJson));
    const vocab: Record<string, number> = tokenizerJson.model.vocab;
    const lines = Object.entries(vocab).sort(([, a], [, b]) => a - b);
    write("older/vocab.txt", lines.map(([token]) => `${token}\n`).join(""));
    write("older/tokenizer_config.json", JSON.stringify({ do_lower_case: true }));
    for (const path of ["folder", "folder/tokenizer.json", "other/my.json", "older", "older/vocab.txt"])
      expect(tokenizerFor("net.onnx", at(path)).encode("a good film"), path).toEqual(expected);
    expect(tokenizerFor(at("older/model.onnx"), undefined).encode("a good film")).toEqual(expected);
  });

  it("that is damaged names its file", () => {
    write("bad/tokenizer.json", "{");
    write("none/model.onnx", "");
    write("length/tokenizer.json", JSON.stringify(tokenizerJson));
    write("length/tokenizer_config.json", JSON.stringify({ model_max_length: -1 }));
    write("length/config.json", JSON.stringify({ max_position_embeddings: 0 }));
    expect(() => tokenizerFor("net.onnx", at("bad"))).toThrow(/^tokenizer .*bad.tokenizer\.json: expected JSON/);
    expect(() => tokenizerFor("net.onnx", at("none"))).toThrow(/^tokenizer .*none: .*expected tokenizer\.json; got/);
    expect(() => tokenizerFor("net.onnx", at("length"))).toThrow(/model_max_length to be a whole number.*got -1/);
    expect(() => longestFor(at("length/model.onnx"))).toThrow(/length: config\.json: .*got 0/);
  });
});
