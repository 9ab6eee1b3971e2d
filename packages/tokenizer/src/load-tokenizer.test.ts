import { readFileSync } from "node:fs";
import { Tokenizer as Library } from "@huggingface/tokenizers";
import { describe, expect, it } from "vitest";
import { createTokenizer } from "./create-tokenizer.ts";
import { type LoadedTokenizer, loadTokenizer } from "./load-tokenizer.ts";

const files: Record<string, object> = JSON.parse(
  readFileSync(new URL("../fixtures/tokenizers.json", import.meta.url), "utf8"),
);

/** What both packages' tokenizers do when called, around the library they have in common. */
function called(library: Library, ids: (own: number[]) => unknown): LoadedTokenizer {
  return (text, { text_pair }) => ({ input_ids: ids(library.encode(text, { text_pair }).ids) });
}

/** As @huggingface/transformers 4 has it: parts inside, ids as numbers. */
function inside(name: string, ids: (own: number[]) => unknown = (own) => own): LoadedTokenizer {
  const library = new Library(files[name]!, {});
  return Object.assign(called(library, ids), { _tokenizer: library, pad_token_id: 0 });
}

/** As @xenova/transformers 2 has it: parts of its own, ids in a batch. */
function outside(name: string): LoadedTokenizer {
  const library = new Library(files[name]!, {});
  const { normalizer, pre_tokenizer, model, post_processor } = library;
  const added_tokens = [...library.get_added_tokens_decoder().values()];
  return Object.assign(
    called(library, (own) => [own]),
    { normalizer, pre_tokenizer, model, post_processor, added_tokens },
  );
}

describe("loadTokenizer", () => {
  it.each(["wordpiece, lower case", "byte-level BPE, Roberta", "Unigram"])(
    "gives %s the places createTokenizer gives",
    (name) => {
      const expected = createTokenizer({ tokenizerJson: files[name] });
      for (const loaded of [inside(name), outside(name)])
        for (const text of ["The movie wasn't caf\u00e9 \u{1F600}!", ""])
          expect(loadTokenizer(loaded).encode(text, "a great film")).toEqual(expected.encode(text, "a great film"));
    },
  );

  it("reads ids from tensors and pads with the loaded tokenizer's own token", () => {
    const tensor = inside("wordpiece, cased", (own) => ({
      dims: [1, own.length],
      data: BigInt64Array.from(own, BigInt),
    }));
    expect(loadTokenizer(tensor).encode("film", undefined, { length: 12 }).tokens.at(-1)?.id).toBe(0);
  });

  it("refuses ids that differ instead of placing the wrong tokens", () => {
    const other = inside("wordpiece, cased", (own) => own.map((id) => id + 1));
    expect(() => loadTokenizer(other).encode("film")).toThrow(
      /expected the loaded tokenizer's ids .* pass the folder's tokenizer.json/,
    );
    const fewer = inside("wordpiece, cased", (own) => own.slice(1));
    expect(() => loadTokenizer(fewer).encode("film")).toThrow(/expected the loaded tokenizer's ids/);
  });

  it("keeps to the length the loaded tokenizer knows", () => {
    const short = Object.assign(inside("wordpiece, cased"), { model_max_length: 3 });
    expect(() => loadTokenizer(short).encode("the film was great")).toThrow(/window of 3 tokens/);
  });

  it("refuses what is no tokenizer, and says what it seems to be", () => {
    // Programs without types hand on anything.
    const anything = (value: unknown): LoadedTokenizer => value as LoadedTokenizer;
    expect(() => loadTokenizer(() => ({ input_ids: [] }))).toThrow(
      /expected one of @huggingface\/transformers 3 or 4, @xenova\/transformers 2\.17 .* without its parts; pass tokenizer\.json/,
    );
    for (const [value, message] of [
      [Promise.resolve(), "got a promise; await it"],
      [Object.assign(() => 0, { tokenizer: () => 0 }), "got a pipeline; pass its tokenizer"],
      [undefined, "got undefined; pass what AutoTokenizer.from_pretrained gives"],
      [null, "got null; pass what"],
      [{ tokenizer: 1 }, "got object; pass what"],
    ] as const)
      expect(() => loadTokenizer(anything(value))).toThrow(
        expect.objectContaining({ code: "INPUT", message: expect.stringContaining(message) }),
      );
  });

  it("compares the first text where the second is empty, which both packages take for none", () => {
    const loaded = inside("wordpiece, cased");
    const blind = Object.assign(
      (text: string, { text_pair, ...options }: Parameters<LoadedTokenizer>[1]) =>
        loaded(text, { text_pair: text_pair || null, ...options }),
      loaded,
    );
    const own = createTokenizer({ tokenizerJson: files["wordpiece, cased"] });
    expect(loadTokenizer(blind).encode("film", "")).toEqual(own.encode("film", ""));
  });
});
