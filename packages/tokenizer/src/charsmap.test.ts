// Rules of characters by laws on tries made here, then against Hugging Face's own library; fixtures/charsmap.py made
// the goldens.

import { readFileSync } from "node:fs";
import { isRecord } from "@stillpoint/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { utf8 } from "./byte-alphabet.ts";
import { charsmapRewrites, readCharsmap } from "./charsmap.ts";
import { createTokenizer } from "./create-tokenizer.ts";
import type { Tokenizer } from "./tokenizer.ts";

const LEAF = 0x80000000;
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

/** A charsmap's bytes: the trie's size, its units and its replacements. */
function bytesOf(units: Uint32Array, replacements: Uint8Array, size = 4 * units.length): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * units.length + replacements.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, size, true);
  for (const [k, unit] of units.entries()) view.setUint32(4 + 4 * k, unit, true);
  bytes.set(replacements, 4 + 4 * units.length);
  return bytes;
}

/** The trie of `rules`, every node with 256 units of its own; unused ones are labelled 0, which no byte of a key is. */
function unitsOf(rules: Readonly<Record<string, string>>): { units: Uint32Array; replacements: Uint8Array } {
  const nodes: { label: number; next: Map<number, number>; value?: number }[] = [{ label: 0, next: new Map() }];
  let replacements = "";
  for (const [source, target] of Object.entries(rules)) {
    let node = 0;
    for (const byte of utf8(source)) {
      const known = nodes[node]!.next.get(byte);
      if (known === undefined) nodes[node]!.next.set(byte, nodes.push({ label: byte, next: new Map() }) - 1);
      node = known ?? nodes.length - 1;
    }
    nodes[node]!.value = utf8(replacements).length;
    replacements += `${target}\u0000`;
  }
  // Behind unit 0, which says where the root lies; every other one lies a number of blocks from the unit that leads to it.
  const base = (node: number): number => (256 * (node + 1)) ^ (node % 2 === 0 ? 0 : nodes[node]!.label);
  const units = new Uint32Array(256 * (nodes.length + 1));
  const to = (offset: number): number => (offset % 256 === 0 ? ((offset / 256) << 10) | 0x200 : offset << 10);
  units[0] = to(base(0));
  for (const [node, { next, value }] of nodes.entries()) {
    if (value !== undefined) units[base(node)] = LEAF + value;
    for (const [byte, child] of next) {
      const place = base(node) ^ byte;
      const ends = nodes[child]!.value === undefined ? 0 : 0x100;
      units[place] = to(place ^ base(child)) | ends | byte;
    }
  }
  return { units, replacements: utf8(replacements) };
}

function charsmapOf(rules: Readonly<Record<string, string>>): string {
  const { units, replacements } = unitsOf(rules);
  return base64(bytesOf(units, replacements));
}

const applied = (rules: Readonly<Record<string, string>>, text: string): string =>
  charsmapRewrites(readCharsmap(charsmapOf(rules)), text)
    .map((rewrite) => rewrite.text)
    .join("");

describe("rules of characters", () => {
  const character = fc.string({ unit: "binary", minLength: 1, maxLength: 1 }).filter((one) => one !== "\u0000");
  const rules = fc.dictionary(
    character,
    fc.string({ unit: "binary", maxLength: 3 }).map((text) => text.replaceAll("\u0000", "")),
    { maxKeys: 8 },
  );

  it("map single characters as a table does", () =>
    fc.assert(
      fc.property(rules, (table) => {
        for (const [source, target] of Object.entries(table)) expect(applied(table, source)).toBe(target);
        const others = [..."a\u00e9\u4e2d\u{1F600}"].filter((letter) => !Object.hasOwn(table, letter));
        for (const letter of others) expect(applied(table, letter)).toBe(letter);
      }),
      { seed: 9, numRuns: 60 },
    ));

  it("are pieces that cover the text without gaps, and leave it where no rule is", () =>
    fc.assert(
      fc.property(rules, fc.string({ unit: "grapheme", maxLength: 12 }), (table, text) => {
        let reached = 0;
        for (const { from, to } of charsmapRewrites(readCharsmap(charsmapOf(table)), text)) {
          expect(from).toBe(reached);
          expect(to).toBeGreaterThan(from);
          reached = to;
        }
        expect(reached).toBe(text.length);
        expect(applied({ "\uffff": "x" }, text)).toBe(text);
      }),
      { seed: 10, numRuns: 60 },
    ));

  it("replace a grapheme of less than 6 bytes whole, by its shortest beginning that has a rule", () => {
    const table = { e: "E", "e\u0301": "\u00c9" };
    expect(applied(table, "e\u0301")).toBe("E");
    expect(applied({ "e\u0301": "\u00c9" }, "e\u0301\u0327")).toBe("\u00c9");
    expect(applied({ "\r": " ", "\n": " " }, "a\r\nb\n\r")).toBe("a b  ");
  });

  it("replace characters alone in a longer one", () => {
    expect(applied({ e: "E" }, "e\u0301\u0327\u0323")).toBe("E\u0301\u0327\u0323");
    expect(applied({ "e\u0301\u0327\u0323": "x" }, "e\u0301\u0327\u0323")).toBe("e\u0301\u0327\u0323");
    // Five bytes and six.
    expect(applied({ "\uff21": "A" }, "\uff21\u0301 \uff21\u20dd")).toBe("A A\u20dd");
  });

  it("keep joiners, halves of pairs and U+0000", () => {
    const family = "\u{1F468}\u200d\u{1F469}\u200d\u{1F467}";
    const table = { "\u200b": " ", "\ufffd": " ", a: "b" };
    expect(applied(table, family)).toBe(family);
    expect(applied(table, "a\ud83d a\udc68\u200ba\u0000a")).toBe("b\ud83d b\udc68 b\u0000b");
  });
});

describe("a charsmap", () => {
  const rules = { a: "bc", "\u00e9": "e\u0301", "\u200b": "" };
  const { units, replacements } = unitsOf(rules);
  const whole = bytesOf(units, replacements);
  const text = base64(whole);
  const changed = (place: number, unit: number): string => {
    const other = units.slice();
    other[place] = unit;
    return base64(bytesOf(other, replacements));
  };
  const [root, first] = [256, 512 ^ 0x61];

  it.each<[string, unknown, RegExp]>([
    ["null", null, /got null/],
    ["none", undefined, /got undefined/],
    ["a number", 7, /got number/],
    ["nothing", "", /got an empty text/],
    ["no base64", "!!", /got "!!", which is no base64/],
    ["base64 with white space", `${text.slice(0, 8)}\n${text.slice(8)}`, /no base64/],
    ["bits left over", "AAAAAB==", /no base64/],
    ["no size", base64(Uint8Array.of(4, 0)), /got 2 bytes with a trie of 0 bytes/],
    ["no trie", base64(Uint8Array.of(0, 0, 0, 0)), /got 4 bytes with a trie of 0 bytes/],
    ["a size beyond the bytes", base64(bytesOf(units, replacements, 2 ** 32 - 4)), /with a trie of 4294967292 bytes/],
    ["half a unit", base64(bytesOf(units, replacements, 6)), /with a trie of 6 bytes/],
    ["a cut trie", base64(whole.subarray(0, 100)), /got 100 bytes with a trie/],
    ["a root outside", changed(0, 0xfffffc00), /units that leads to unit/],
    ["a branch outside", changed(root ^ 0x61, ((2 ** 20) << 10) | 0x61), /leads to unit/],
    ["a branch back to itself", changed(root ^ 0x61, (0x61 << 10) | 0x61), /leads back to itself/],
    ["a leaf that is none", changed(first, 0), /replacement lies at byte 0 of/],
    ["a replacement outside", changed(first, LEAF + replacements.length), /lies at byte \d+ of \d+/],
    ["a replacement inside a character", changed(first, LEAF + 5), /begins inside a character, at byte 5/],
    ["replacements that are no UTF-8", base64(bytesOf(units, Uint8Array.of(0xc3, 0))), /no UTF-8/],
    ["a replacement without an end", base64(bytesOf(units, Uint8Array.of(97))), /without an end/],
    ["no replacements", base64(whole.subarray(0, 4 + 4 * units.length)), /lies at byte 0 of 0/],
  ])("of %s is refused in one sentence", (_, value, message) =>
    expect(() => readCharsmap(value)).toThrow(
      expect.objectContaining({
        code: "INPUT",
        message: expect.stringMatching(
          new RegExp(`^tokenizer's precompiled_charsmap: expected .*${message.source}.*; save the tokenizer again`),
        ),
      }),
    ),
  );

  it("may lack padding and hold a trie without keys, and a mark of order in a replacement", () => {
    expect(readCharsmap(text.replace(/=+$/, ""))).toEqual(readCharsmap(text));
    expect(charsmapRewrites(readCharsmap(charsmapOf({})), "ab").map((rewrite) => rewrite.text)).toEqual(["a", "b"]);
    expect(applied({ a: "\ufeffb" }, "a")).toBe("\ufeffb");
  });

  it("is read or refused, whatever bytes are damaged, and ends", () => {
    const sample = "a\u00e9\u200b \u{1F468}\u200d\u{1F469} e\u0301\ud800";
    fc.assert(
      fc.property(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 }), (place, byte) => {
        const other = whole.slice();
        other[place] = byte;
        try {
          charsmapRewrites(readCharsmap(base64(other)), sample);
        } catch (cause) {
          expect(cause).toMatchObject({ code: "INPUT" });
        }
      }),
      {
        seed: 11,
        numRuns: 300,
        examples: [
          [4, 255],
          [root * 4 + 4 + 4 * 0x61, 255],
        ],
      },
    );
  });
});

interface Golden {
  readonly tokenizer: string;
  readonly text: string;
  readonly ids: readonly number[];
  readonly tokens: readonly string[];
  /** In code points. */
  readonly offsets: readonly (readonly [number, number])[];
}

const fixture: {
  charsmap: string;
  vocab: unknown;
  files: Record<string, unknown>;
  goldens: readonly Golden[];
} = JSON.parse(readFileSync(new URL("../fixtures/charsmap.json", import.meta.url), "utf8"));

/** A tokenizer.json with the rules and the vocabulary that all of the fixture's have. */
function complete(value: unknown, charsmap: unknown = fixture.charsmap): unknown {
  if (Array.isArray(value)) return value.map((one) => complete(one, charsmap));
  if (!isRecord(value)) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, complete(one, charsmap)]));
  if (value.type === "Precompiled") return { ...inner, precompiled_charsmap: charsmap };
  return value.type === "Unigram" ? { ...inner, vocab: fixture.vocab } : inner;
}

const made: Record<string, Tokenizer> = Object.fromEntries(
  Object.entries(fixture.files).map(([name, file]) => [name, createTokenizer({ tokenizerJson: complete(file) })]),
);
const unitsBefore = (text: string, characters: number): number => [...text].slice(0, characters).join("").length;

describe.each(Object.keys(made))("tokens by %s", (name) => {
  const own = fixture.goldens.filter((golden) => golden.tokenizer === name);

  const surplus = name === "Precompiled" ? /^\p{M}*$/u : /^[\p{M}\s`']*$/u;

  it.each(own)("agree on $text", ({ text, ids, tokens, offsets }) => {
    const found = made[name]!.tokensOf(text);
    expect(found.map((token) => token.id)).toEqual(ids);
    expect(found.map((token) => token.text)).toEqual(tokens);
    for (const [k, { start, end }] of found.entries()) {
      const [from, to] = offsets[k]!.map((place) => unitsBefore(text, place));
      // Ours holds all that became the token; theirs leaves out marks composed into it, and all but the last of what
      // `Replace` makes one of.
      expect([start, end], `token ${k}`).toEqual([Math.min(start, from!), Math.max(end, to!)]);
      expect(text.slice(start, from) + text.slice(to, end)).toMatch(surplus);
    }
  });
});

describe("places through rules of characters", () => {
  const covered = (text: string): string[] =>
    made.Precompiled!.tokensOf(text).map((token) => text.slice(token.start, token.end));

  it("leave out what is left out, at the front as well", () => {
    expect(covered("\u0007a\u2122\u001eg")).toEqual(["a", "\u2122", "\u2122", "g"]);
  });

  it("are the whole of what was put together, and of what came apart", () => {
    expect(covered("e\u0301")).toEqual(["e\u0301", "e\u0301"]);
    expect(new Set(covered("\ufb03"))).toEqual(new Set(["\ufb03"]));
  });

  it("of halves of pairs are theirs", () => {
    const text = "a\ud83d \udc68";
    expect(made.Precompiled!.tokensOf(text).at(-1)).toMatchObject({ start: 3, end: 4 });
  });
});

describe("a tokenizer with a damaged charsmap", () => {
  it("is refused when it is made, inside a sequence as well", () => {
    const damaged = (charsmap: unknown) => complete(fixture.files.ALBERT, charsmap);
    for (const charsmap of [null, "", fixture.charsmap.slice(0, 400)])
      expect(() => createTokenizer({ tokenizerJson: damaged(charsmap) })).toThrow(/^tokenizer's precompiled_charsmap/);
  });
});
