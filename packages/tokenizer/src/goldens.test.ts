// Against Hugging Face's own library; fixtures/goldens.py made the goldens.

import { readFileSync } from "node:fs";
import type { Token } from "@stillpoint/text";
import { describe, expect, it } from "vitest";
import { createTokenizer } from "./create-tokenizer.ts";

interface Golden {
  readonly tokenizer: string;
  readonly text: string;
  readonly pair?: string;
  readonly ids: readonly number[];
  readonly types: readonly number[];
  readonly sources: readonly number[];
  /** In code points. */
  readonly offsets: readonly (readonly [number, number])[];
}

const fixture = (name: string): string => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), "utf8");
const files: Record<string, unknown> = JSON.parse(fixture("tokenizers.json"));
const { goldens }: { goldens: readonly Golden[] } = JSON.parse(fixture("goldens.json"));

const units = (text: string, characters: number): number => [...text].slice(0, characters).join("").length;

/** Theirs leaves combining marks out that were composed into the token; ours has them. */
const withMarks = (text: string, end: number): number => end + (/^\p{M}+/u.exec(text.slice(end))?.[0].length ?? 0);

const sameEmpty = (place: readonly [number, number]): readonly [number, number] =>
  place[0] === place[1] ? [0, 0] : place;

describe.each(Object.keys(files))("places of %s", (name) => {
  const tokenizer = createTokenizer({ tokenizerJson: files[name] });
  const own = goldens.filter((golden) => golden.tokenizer === name);

  // tokenizers.js takes U+FEFF for white space where the Rust library does not.
  const cases = own.filter(({ text }) => !(text.includes("\ufeff") && name === "BPE with word ends"));

  it.each(cases)("agree on $text $pair", ({ text, pair, ids, types, sources, offsets }) => {
    const encoding = tokenizer.encode(text, pair);
    expect(encoding.tokens.map((token) => token.id)).toEqual(ids);
    expect(encoding.tokens.map((token) => token.source)).toEqual(sources);
    expect(encoding.types).toEqual(types);
    for (const [k, token] of encoding.tokens.entries()) {
      const whole = token.source === 1 ? (pair ?? "") : text;
      const [start, end] = offsets[k]!;
      const theirs = token.source < 0 ? ([0, 0] as const) : ([units(whole, start), units(whole, end)] as const);
      const allowed = [sameEmpty(theirs), [theirs[0], withMarks(whole, theirs[1])]];
      expect(allowed, `token ${k} ${token.text}`).toContainEqual(sameEmpty([token.start, token.end]));
    }
  });

  it("lie in the text and never run backwards", () => {
    for (const { text } of own) {
      let reached = 0;
      for (const token of tokenizer.tokensOf(text)) {
        expect(token.start).toBeGreaterThanOrEqual(reached);
        expect(token.end).toBeGreaterThanOrEqual(token.start);
        expect(token.end).toBeLessThanOrEqual(text.length);
        reached = token.start;
      }
    }
  });
});

describe("places", () => {
  const covered = (name: string, text: string): string[] =>
    createTokenizer({ tokenizerJson: files[name] })
      .tokensOf(text)
      .map((token: Token) => text.slice(token.start, token.end));

  it("of composed accents hold the whole letter", () =>
    expect(covered("BPE with word ends", "e\u0301")).toEqual(["e\u0301"]));

  it("of an unknown word are the word's", () =>
    expect(covered("wordpiece, lower case", "a \u2603\u2603 b")).toEqual(["a", "\u2603\u2603", "b"]));

  it("of an emoji's bytes are the whole emoji character", () =>
    expect(new Set(covered("byte-level BPE, untrimmed", "\u{1F600}"))).toEqual(new Set(["\u{1F600}"])));
});
