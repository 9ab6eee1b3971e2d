// The committed emoji pack. Gzip of: header length (uint32, little endian), header (JSON), then `[size, size, 4]` RGBA
// bytes of every emoji and of every small icon in the header's order.

import { ensure } from "@stillpoint/core";
import { openPack } from "../pack-file.ts";

/** `[size, size, 4]` RGBA bytes, alpha not multiplied in. */
export interface Icon {
  readonly style: string;
  /** Unicode's name, such as `tiger face`. */
  readonly name: string;
  readonly size: number;
  readonly rgba: Uint8Array;
}

export interface Emoji extends Icon {
  /** Index into the pack's classes. */
  readonly label: number;
}

export interface EmojiPack {
  readonly size: number;
  readonly styles: readonly string[];
  readonly classes: readonly string[];
  readonly emoji: readonly Emoji[];
  /** Small icons that show none of the classes. Every style has all of them. */
  readonly distractors: readonly Icon[];
  /** Names of the small icons; the first `classes.length` are cues: number k stands beside class k. */
  readonly distractorNames: readonly string[];
}

interface Header {
  readonly schema: string;
  readonly size: number;
  readonly distractorSize: number;
  readonly styles: readonly string[];
  readonly classes: readonly string[];
  readonly emoji: readonly (readonly [style: string, label: string, name: string])[];
  readonly distractors: readonly (readonly [style: string, name: string])[];
}

const SCHEMA = "stillpoint.emoji/1";

/** Reads the bytes of `data/emoji.pack.gz`. Throws `INPUT` where they are not a whole pack of this version. */
export async function parseEmojiPack(bytes: Uint8Array): Promise<EmojiPack> {
  const { header, content, start } = await openPack<Header>(bytes, "emoji pack", SCHEMA);
  const styles = new Set(header.styles);
  let at = start;
  const take = (size: number): Uint8Array => {
    at += 4 * size * size;
    return content.subarray(at - 4 * size * size, at);
  };
  const expected =
    at + 4 * (header.emoji.length * header.size ** 2 + header.distractors.length * header.distractorSize ** 2);
  ensure(
    content.length === expected,
    "INPUT",
    () => `emoji pack: expected ${expected} bytes unpacked; got ${content.length}; fetch the file again`,
  );
  const emoji = header.emoji.map(([style, className, name]) => {
    const label = header.classes.indexOf(className);
    ensure(
      label >= 0 && styles.has(style),
      "INPUT",
      () => `emoji pack: expected a listed style and class; got ${style}, ${className}; rebuild the pack`,
    );
    return { style, name, label, size: header.size, rgba: take(header.size) };
  });
  const distractors = header.distractors.map(([style, name]) => ({
    style,
    name,
    size: header.distractorSize,
    rgba: take(header.distractorSize),
  }));
  const distractorNames = [...new Set(distractors.map((icon) => icon.name))];
  ensure(
    distractorNames.length >= header.classes.length && distractors.length === distractorNames.length * styles.size,
    "INPUT",
    () =>
      `emoji pack: expected every small icon in every style, one per class at least; got ${distractors.length}; rebuild the pack`,
  );
  return { size: header.size, styles: header.styles, classes: header.classes, emoji, distractors, distractorNames };
}
