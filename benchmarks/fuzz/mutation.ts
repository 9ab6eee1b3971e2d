// Damage to files, the same for the same seed: bits, cuts, insertions, splices, numbers, nesting, bytes that are no text.

import { type Chance, chanceOf } from "@stillpoint/core";
import { changedJson } from "./node-mutation.ts";

type Mutation = (bytes: Uint8Array, chance: Chance, other: Uint8Array) => Uint8Array;

const encoder = new TextEncoder();

/** Numbers that readers stumble over. */
const NUMBERS = [
  ..."0 -1 1 -0 1e39 -1e39 1e308 1e400 -1e400 NaN Infinity -Infinity 2147483648 4294967295 -2147483649".split(" "),
  ..."9007199254740992 9007199254740993 18446744073709551615 9223372036854775807 1e-400 0.5 1.5 007 0x10 1,5 null".split(
    " ",
  ),
];

const WORDS = [
  "{}",
  "[]",
  '""',
  "null",
  "true",
  "-",
  "\u0000",
  "\ufeff",
  "\u{1F600}",
  "__proto__",
  "constructor",
  "\r",
  "\n\n",
];

function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

const below = (chance: Chance, count: number): number => (count > 0 ? chance.below(count) : 0);

/** Puts `piece` over `bytes[from..to)`. */
const put = (bytes: Uint8Array, from: number, to: number, piece: Uint8Array): Uint8Array =>
  joined(bytes.subarray(0, from), piece, bytes.subarray(to));

/** Bytes as one letter each, so that places in the text are places in the bytes. */
const letters = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");

/** What any file may suffer. */
const OF_BYTES: readonly Mutation[] = [
  function flipBits(bytes, chance) {
    const changed = bytes.slice();
    for (let k = 0; k <= below(chance, 4) && changed.length > 0; k++) {
      const at = below(chance, changed.length);
      changed[at] = changed[at]! ^ (1 << below(chance, 8));
    }
    return changed;
  },
  function setBytes(bytes, chance) {
    const changed = bytes.slice();
    const at = below(chance, changed.length);
    changed.fill([0, 255, 127, 128, below(chance, 256)][below(chance, 5)]!, at, at + 1 + below(chance, 8));
    return changed;
  },
  function cut(bytes, chance) {
    return bytes.slice(0, below(chance, bytes.length + 1));
  },
  function drop(bytes, chance) {
    const at = below(chance, bytes.length);
    return put(bytes, at, Math.min(bytes.length, at + 1 + below(chance, 32)), new Uint8Array());
  },
  function insert(bytes, chance) {
    const at = below(chance, bytes.length + 1);
    return put(
      bytes,
      at,
      at,
      Uint8Array.from({ length: 1 + below(chance, 16) }, () => below(chance, 256)),
    );
  },
  function repeat(bytes, chance) {
    const from = below(chance, bytes.length);
    const piece = bytes.subarray(from, from + 1 + below(chance, 64));
    return put(bytes, from, from, joined(...Array.from({ length: 1 + below(chance, 50) }, () => piece)));
  },
  function splice(bytes, chance, other) {
    return joined(bytes.subarray(0, below(chance, bytes.length + 1)), other.subarray(below(chance, other.length + 1)));
  },
];

/** What files of text and JSON may suffer and stay such. */
const OF_TEXT: readonly Mutation[] = [
  function number(bytes, chance) {
    const found = [...letters(bytes).matchAll(/-?\d+(\.\d+)?(e[-+]?\d+)?/gi)];
    const match = found[below(chance, found.length)];
    const piece = encoder.encode(NUMBERS[below(chance, NUMBERS.length)]);
    return match === undefined ? bytes.slice() : put(bytes, match.index, match.index + match[0].length, piece);
  },
  function word(bytes, chance) {
    const found = [...letters(bytes).matchAll(/"[^"]*"|[^\s,:[\]{}]+/g)];
    const match = found[below(chance, found.length)];
    const piece = encoder.encode(WORDS[below(chance, WORDS.length)]);
    return match === undefined ? joined(bytes, piece) : put(bytes, match.index, match.index + match[0].length, piece);
  },
  function nest(bytes, chance) {
    const depth = 10 ** (1 + below(chance, 4));
    const [open, close] = (
      [
        ["[", "]"],
        ['{"a":', "}"],
        ["(", ")"],
      ] as const
    )[below(chance, 3)]!;
    const found = [...letters(bytes).matchAll(/"[^"]*"|[^\s,:[\]{}]+/g)];
    const match = found[below(chance, found.length)];
    const piece = encoder.encode(open.repeat(depth) + (match?.[0] ?? "") + close.repeat(depth));
    return match === undefined ? joined(bytes, piece) : put(bytes, match.index, match.index + match[0].length, piece);
  },
  function line(bytes, chance) {
    const lines = letters(bytes).split("\n");
    const at = below(chance, lines.length);
    const other = lines[below(chance, lines.length)] ?? "";
    lines.splice(at, below(chance, 2), ...[[], [other], [other, other], [""]][below(chance, 4)]!);
    return Uint8Array.from(lines.join("\n"), (letter) => letter.charCodeAt(0));
  },
  function character(bytes, chance) {
    const at = below(chance, bytes.length + 1);
    return put(bytes, at, at + below(chance, 2), encoder.encode(WORDS[below(chance, WORDS.length)]));
  },
  changedJson,
  changedJson,
  function badText(bytes, chance) {
    const at = below(chance, bytes.length + 1);
    const pieces = [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xff, 0xfe], [0]];
    return put(bytes, at, at, Uint8Array.from(pieces[below(chance, pieces.length)]!));
  },
];

/** One of `seeds`, changed once to three times, mostly once. The same seed and index give the same bytes. */
export function damaged(seeds: readonly Uint8Array[], target: string, seed: number, index: number): Uint8Array {
  const chance = chanceOf({ seed, sample: target, purpose: "fuzz", pass: index });
  const pick = (): Uint8Array => seeds[below(chance, seeds.length)] ?? new Uint8Array();
  let bytes = pick();
  const isText = !bytes.includes(0);
  const changes = 1 + below(chance, 2) * below(chance, 3);
  for (let k = 0; k < changes; k++) {
    const kinds = isText && below(chance, 4) > 0 ? OF_TEXT : OF_BYTES;
    bytes = kinds[below(chance, kinds.length)]!(bytes, chance, pick());
  }
  return bytes;
}
