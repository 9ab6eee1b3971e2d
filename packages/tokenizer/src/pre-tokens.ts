// Pre-tokens found again in the text they were cut from.

import { ensure } from "@stillpoint/core";
import { type AlignedText, rewriteAligned, sliceAligned } from "./aligned-text.ts";
import { bytesAligned } from "./byte-alphabet.ts";
import type { PreTokenizer } from "./stages.ts";

/** How a pre-tokenizer rewrites what it cuts. */
export interface PreTokenStyle {
  readonly cut: PreTokenizer;
  /** Pieces are written in byte letters. */
  readonly bytes: boolean;
  /** Written in place of spaces, such as `▁`; pieces begin at it. */
  readonly marker?: string;
  /** Spaces are left out, and the marker put before what is between them. */
  readonly leavesOut: boolean;
}

/** A pre-tokenizer with the way it writes, found by trying it. */
export function styleOf(cut: PreTokenizer): PreTokenStyle {
  const bytes = cut("\u00e9").join("").includes("\u00c3\u00a9");
  const spaced = cut("a b").join("");
  const marker = bytes ? undefined : /[^ab\s]/u.exec(spaced)?.[0];
  if (marker === undefined) return { cut, bytes, leavesOut: false };
  return {
    cut,
    bytes,
    marker,
    leavesOut: !cut("a  b")
      .join("")
      .includes(marker + marker),
  };
}

/**
 * Pre-tokens with the places of their characters; a marker put in front of a text comes from nowhere.
 * `section` counts stretches between added tokens. Throws `INPUT` for a pre-tokenizer whose pieces are not in the text.
 */
export function preTokensOf(aligned: AlignedText, style: PreTokenStyle, section: number): AlignedText[] {
  const written = style.bytes ? bytesAligned(aligned) : style.leavesOut ? aligned : withMarker(aligned, style.marker);
  const space = style.bytes ? "\u0120" : style.marker;
  const found: AlignedText[] = [];
  let reached = 0;
  for (const piece of style.cut(aligned.text, { section_index: section })) {
    const plain = written.text.indexOf(piece, reached);
    const bare =
      space !== undefined && piece.startsWith(space) ? written.text.indexOf(piece.slice(space.length), reached) : -1;
    const inserted = bare >= 0 && (plain < 0 || bare < plain);
    const start = inserted ? bare : plain;
    ensure(
      start >= 0,
      "INPUT",
      () =>
        `pre-tokenizer: expected pieces of "${written.text.slice(0, 40)}"; got "${piece}"; use a pre-tokenizer that only cuts`,
    );
    const end = start + piece.length - (inserted ? space!.length : 0);
    const body = sliceAligned(written, start, end);
    found.push(...splitAtMarker(inserted ? withFront(body, space!) : body, style.marker));
    reached = end;
  }
  return found;
}

/** Spaces written as the marker. */
function withMarker(aligned: AlignedText, marker: string | undefined): AlignedText {
  if (marker === undefined) return aligned;
  const pieces = aligned.text.split("").map((unit, k) => ({ text: unit === " " ? marker : unit, from: k, to: k + 1 }));
  return rewriteAligned(aligned, pieces);
}

/** `body` with `front` before it, which takes the place of the character behind it, as the Rust tokenizers say. */
function withFront(body: AlignedText, front: string): AlignedText {
  const repeat = (place: number): number[] => new Array<number>(front.length).fill(place);
  return {
    text: front + body.text,
    starts: [...repeat(body.starts[0] ?? 0), ...body.starts],
    ends: [...repeat(body.ends[0] ?? 0), ...body.ends],
  };
}

/** One piece per marker, as the Rust tokenizers cut; tokenizers.js leaves the text whole. */
function splitAtMarker(aligned: AlignedText, marker: string | undefined): AlignedText[] {
  if (marker === undefined) return [aligned];
  const pieces: AlignedText[] = [];
  let start = 0;
  for (let place = aligned.text.indexOf(marker, 1); place > 0; place = aligned.text.indexOf(marker, place + 1)) {
    pieces.push(sliceAligned(aligned, start, place));
    start = place;
  }
  pieces.push(sliceAligned(aligned, start, aligned.text.length));
  return pieces;
}
