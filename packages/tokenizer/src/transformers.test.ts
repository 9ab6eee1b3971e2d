// Both transformers.js packages on folders as transformers saves them; fixtures/folders.py made them. No network.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as current from "@huggingface/transformers";
import { isRecord, StillpointError } from "@stillpoint/core";
import * as former from "@xenova/transformers";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTokenizer } from "./create-tokenizer.ts";
import { loadTokenizer } from "./load-tokenizer.ts";
import type { Tokenizer } from "./tokenizer.ts";

const folders = fileURLToPath(new URL("../fixtures/folders/", import.meta.url));
const kinds = readdirSync(folders).filter((name) => !name.includes("."));
const {
  pair,
  ids,
}: {
  pair: readonly [string, string];
  ids: Record<string, { texts: readonly { text: string; ids: number[] }[]; pair: number[] }>;
} = JSON.parse(readFileSync(join(folders, "ids.json"), "utf8"));

const json = (folder: string, file: string): unknown => JSON.parse(readFileSync(join(folder, file), "utf8"));

/** A tokenizer.json as it was written when `@xenova/transformers` was current: merges as lines, `add_prefix_space`. */
function older(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(older);
  if (!isRecord(value)) return value;
  const changed = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, older(inner)]));
  if (value.type === "BPE" && Array.isArray(value.merges))
    return { ...changed, merges: value.merges.map((merge: string[]) => merge.join(" ")) };
  return value.type === "Metaspace" ? { ...changed, add_prefix_space: value.prepend_scheme !== "never" } : changed;
}

let root = "";
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "stillpoint-transformers-"));
  for (const kind of kinds) {
    for (const [name, write] of [
      [kind, (value: unknown) => value],
      [`${kind}-older`, older],
    ] as const) {
      mkdirSync(join(root, name));
      for (const file of ["tokenizer.json", "tokenizer_config.json"])
        writeFileSync(join(root, name, file), JSON.stringify(write(json(join(folders, kind), file))));
    }
  }
  for (const { env } of [current, former]) {
    env.allowRemoteModels = false;
    env.localModelPath = root;
    env.useFSCache = false;
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const ours = (name: string): Tokenizer =>
  createTokenizer({
    tokenizerJson: json(join(root, name), "tokenizer.json"),
    tokenizerConfig: json(join(root, name), "tokenizer_config.json"),
  });

const pieces = fc.constantFrom(
  ..."a The movie was n't great ! , . '' `` 3.14 \u2019 \u2014 [MASK] <mask> </s> <extra_id_0> \u2581".split(" "),
  ..." |  |     |\t|\n|\u00a0|\u3000|\u200b|\u00ad|\u0000".split("|"),
  ..."\u00e9|e\u0301|\u0301|\u0327\u0301|\u00fc|\u00df|\u0130|\ufb01|\uff26\uff49|\u2126".split("|"),
  ..."\u{1F600}|\u{1F468}\u200d\u{1F469}|\u{1F44D}\u{1F3FD}|\u{1F1EB}\u{1F1F7}|\u2603\ufe0f".split("|"),
  ..."\u4e2d|\u6587\u7535|\u65e5\u672c\u8a9e|\ud55c\uad6d|\u0645\u0631\u062d\u0628\u0627|\u05e9\u05c1|\u0e20\u0e32".split(
    "|",
  ),
);
const written = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(""));
const texts = fc.oneof(written, fc.string({ unit: "grapheme", maxLength: 12 }));
// What @xenova/transformers does otherwise than Python, and than its successor: see below.
const otherMarks = /(?![\u0300-\u036f])\p{Mn}|\u200d/gu;
const formerTexts = written.map((text) => text.replace(otherMarks, ""));

/** Tokenizers with rules of characters. */
const ruled = ["t5", "xlm-roberta", "albert"];

const packages = [
  ["@huggingface/transformers", (name: string) => current.AutoTokenizer.from_pretrained(name), texts, ["", "-older"]],
  ["@xenova/transformers", (name: string) => former.AutoTokenizer.from_pretrained(name), formerTexts, ["-older"]],
] as const;

describe("a folder read by ourselves", () => {
  it.each(kinds)("of %s gives the ids transformers gives in Python", (kind) => {
    for (const name of [kind, `${kind}-older`]) {
      const own = ours(name);
      for (const { text, ids: expected } of ids[kind]!.texts)
        expect(
          own.encode(text).tokens.map(({ id }) => id),
          text,
        ).toEqual(expected);
      expect(own.encode(...pair).tokens.map(({ id }) => id)).toEqual(ids[kind]!.pair);
    }
  });
});

describe.each(packages)("a folder loaded by %s", (_, load, any, forms) => {
  it.each(kinds)("of %s has our tokens, places, special tokens and padding, whatever the text", async (kind) => {
    for (const form of forms) {
      const loaded = await load(kind + form);
      const theirs = loadTokenizer(loaded);
      const own = ours(kind + form);
      expect([theirs.specialTokens(false), theirs.specialTokens(true), theirs.longest]).toEqual([
        own.specialTokens(false),
        own.specialTokens(true),
        own.longest,
      ]);
      let refused = 0;
      fc.assert(
        fc.property(any, fc.option(any, { nil: undefined }), (text, second) => {
          const options = { length: 512 };
          expect(theirs.tokensOf(text)).toEqual(own.tokensOf(text));
          try {
            expect(theirs.encode(text, second, options)).toEqual(own.encode(text, second, options));
          } catch (cause) {
            // Characters have other rules there than the files say.
            if (!ruled.includes(kind) || !(cause instanceof StillpointError)) throw cause;
            expect(cause.message).toMatch(/expected the loaded tokenizer's ids .* pass the folder's/s);
            refused++;
          }
        }),
        { seed: 9, numRuns: 150 },
      );
      expect(refused).toBeLessThan(100);
    }
  });
});

describe("a package with rules of characters of its own", () => {
  it.each(ruled)("is refused on %s where they change the ids, never followed", async (kind) => {
    const theirs = loadTokenizer(await current.AutoTokenizer.from_pretrained(kind));
    const own = ours(kind);
    for (const text of ["\u{1F468}\u200d\u{1F469}", "x\u200dy"])
      expect(() => theirs.encode(text), text).toThrow(/expected the loaded tokenizer's ids .* pass the folder's/s);
    for (const text of ["\u{1F468} x y", "the \ufb01lm, \uff26"]) expect(theirs.encode(text)).toEqual(own.encode(text));
  });
});

describe("a package older than the files", () => {
  it.each(ruled)("is refused on %s, whose marker it would leave out", async (kind) => {
    const loaded = await former.AutoTokenizer.from_pretrained(kind);
    expect(() => loadTokenizer(loaded)).toThrow(
      /reads prepend_scheme of Metaspace; got an older one.*use @huggingface\/transformers 3\.8 or later or pass/,
    );
  });

  it("is refused on accents it should take off, where that changes the ids", async () => {
    const theirs = loadTokenizer(await former.AutoTokenizer.from_pretrained("bert-older"));
    const own = ours("bert-older");
    expect(() => theirs.encode("the\u05c1 movie")).toThrow(/expected the loaded tokenizer's ids .* pass the folder's/);
    expect(own.encode("the\u05c1 movie").tokens.map(({ id }) => id)).toEqual(
      own.encode("the movie").tokens.map(({ id }) => id),
    );
    expect(theirs.encode("\u2603\ufe0f movie")).toEqual(own.encode("\u2603\ufe0f movie"));
  });

  it.each(["gpt2", "roberta"])("says itself that it cannot read %s, which we can", async (kind) => {
    await expect(former.AutoTokenizer.from_pretrained(kind)).rejects.toThrow("split is not a function");
    expect(ours(kind).encode("a").tokens.length).toBeGreaterThan(0);
  });
});
