// SentencePiece's rules for characters as tokenizer.json holds them: a trie over UTF-8 in a double array (Yata's
// darts-clone) and the replacements its leaves point to.

import { jsonExcerpt, StillpointError } from "@stillpoint/core";
import type { Rewrite } from "./aligned-text.ts";
import { utf8 } from "./byte-alphabet.ts";

/** A charsmap found whole: every key ends, and every replacement is text. */
export interface Charsmap {
  /** `[size]` One for every byte of a key: its label, where the next ones lie and whether a key ends with it. */
  readonly units: Uint32Array;
  /** Replacements in UTF-8, each with a 0 behind it; one may be the end of another. */
  readonly replacements: Uint8Array;
}

/** Bytes of a grapheme from which on its characters are looked up alone. */
const LONG_GRAPHEME = 6;

/** A mark of byte order is a character as any other. */
const TEXT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const graphemes: Intl.Segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * What becomes of a text's characters, as Hugging Face's `Precompiled` has it: a grapheme of less than 6 bytes is
 * replaced whole by the rule for its shortest beginning that has one; else each of its characters is looked up alone.
 * Halves of surrogate pairs, which UTF-8 cannot write, stay.
 */
export function charsmapRewrites(charsmap: Charsmap, text: string): Rewrite[] {
  const rewrites: Rewrite[] = [];
  for (const { segment, index } of graphemes.segment(text)) {
    const key = utf8(segment);
    const whole = key.length < LONG_GRAPHEME ? replacementOf(charsmap, segment, key) : undefined;
    if (whole !== undefined) {
      rewrites.push({ text: whole, from: index, to: index + segment.length });
      continue;
    }
    let from = index;
    for (const character of segment) {
      const to = from + character.length;
      rewrites.push({ text: replacementOf(charsmap, character, utf8(character)) ?? character, from, to });
      from = to;
    }
  }
  return rewrites;
}

// The parts of a unit, by darts-clone's layout.
const endsKey = (unit: number): boolean => ((unit >>> 8) & 1) === 1;
const offsetOf = (unit: number): number => (unit >>> 10) << ((unit & 0x200) >>> 6);
const hasLabel = (unit: number, byte: number): boolean => (unit & 0x800000ff) === byte;
const placeOf = (unit: number): number => unit & 0x7fffffff;

/** The replacement of the shortest key that `key` begins with; undefined where there is none. */
function replacementOf({ units, replacements }: Charsmap, text: string, key: Uint8Array): string | undefined {
  if (/^\p{Cs}$/u.test(text)) return undefined;
  let node = offsetOf(units[0]!);
  for (const byte of key) {
    const unit = units[node ^ byte]!;
    if (byte === 0 || !hasLabel(unit, byte)) return undefined;
    node = node ^ byte ^ offsetOf(unit);
    if (!endsKey(unit)) continue;
    const start = placeOf(units[node]!);
    return TEXT.decode(replacements.subarray(start, replacements.indexOf(0, start)));
  }
  return undefined;
}

/**
 * A charsmap from base64: the trie's size in bytes (uint32, little-endian), the trie, the replacements.
 *
 * Throws `INPUT` for anything else, none and an empty one included, which Hugging Face's library refuses as well: what
 * is not base64, a size that does not fit, a trie that leads outside, back to itself or to no replacement,
 * replacements that are no UTF-8.
 */
export function readCharsmap(value: unknown): Charsmap {
  const bytes = bytesOf(value);
  const view = new DataView(bytes.buffer);
  const size = bytes.length < 4 ? 0 : view.getUint32(0, true);
  if (size === 0 || size % 4 !== 0 || size > bytes.length - 4)
    damaged(`${bytes.length} bytes with a trie of ${size} bytes`);
  const units = Uint32Array.from({ length: size / 4 }, (_, k) => view.getUint32(4 + 4 * k, true));
  const charsmap = { units, replacements: bytes.subarray(4 + size) };
  ensureReplacements(charsmap.replacements);
  ensureTrie(charsmap);
  return charsmap;
}

function bytesOf(value: unknown): Uint8Array<ArrayBuffer> {
  if (typeof value !== "string") damaged(value === null ? "null" : typeof value);
  if (value === "") damaged("an empty text");
  let letters = "";
  try {
    letters = atob(value);
  } catch {
    damaged(`${jsonExcerpt(value, 24)}, which is no base64`);
  }
  const bytes = new Uint8Array(letters.length);
  for (let k = 0; k < letters.length; k++) bytes[k] = letters.charCodeAt(k);
  // White space and bits left over, which `atob` does not look at.
  if (bare(btoa(letters)) !== bare(value)) damaged(`${jsonExcerpt(value, 24)}, which is no base64`);
  return bytes;
}

const bare = (base64: string): string => base64.replace(/={1,2}$/, "");

function ensureReplacements(replacements: Uint8Array): void {
  try {
    TEXT.decode(replacements);
  } catch {
    damaged("replacements that are no UTF-8");
  }
  if (replacements.length > 0 && replacements.at(-1) !== 0) damaged("a last replacement without an end");
}

const OPEN = 1;
const DONE = 2;

/** Walks every key once: depth first, on a stack of its own, as a damaged trie may be deep. */
function ensureTrie({ units, replacements }: Charsmap): void {
  const seen = new Uint8Array(units.length);
  const path: number[] = [];
  const next: number[] = [];
  const enter = (node: number): void => {
    if ((node | 255) >= units.length) damaged(`a trie of ${units.length} units that leads to unit ${node | 255}`);
    if (seen[node] === OPEN) damaged("a trie that leads back to itself");
    if (seen[node] === DONE) return;
    seen[node] = OPEN;
    path.push(node);
    next.push(1);
  };
  enter(offsetOf(units[0]!));
  while (path.length > 0) {
    const node = path.at(-1)!;
    const byte = next[next.length - 1]!++;
    if (byte > 255) {
      seen[node] = DONE;
      path.pop();
      next.pop();
      continue;
    }
    const unit = units[node ^ byte]!;
    if (!hasLabel(unit, byte)) continue;
    const child = node ^ byte ^ offsetOf(unit);
    enter(child);
    if (endsKey(unit)) ensureLeaf(units[child]!, replacements);
  }
}

function ensureLeaf(leaf: number, replacements: Uint8Array): void {
  const start = placeOf(leaf);
  const first = replacements[start];
  if (leaf >>> 31 !== 1 || first === undefined)
    damaged(`a rule whose replacement lies at byte ${start} of ${replacements.length}`);
  if ((first & 0xc0) === 0x80) damaged(`a rule whose replacement begins inside a character, at byte ${start}`);
}

function damaged(got: string): never {
  throw new StillpointError(
    "INPUT",
    `tokenizer's precompiled_charsmap: expected a trie and its replacements in base64; got ${got}; save the tokenizer again with a current transformers`,
  );
}
