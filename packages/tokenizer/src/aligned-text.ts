// A text on its way through a tokenizer, every code unit with the stretch of the original it came from.

/** `starts` and `ends` are `[text.length]` places in the original text, in UTF-16 code units. */
export interface AlignedText {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** A stretch of the original as it stands; each half of a surrogate pair stands for the whole character. */
export function alignedFrom(original: string, start: number, end: number): AlignedText {
  const starts: number[] = [];
  const ends: number[] = [];
  let place = start;
  for (const character of original.slice(start, end)) {
    for (let unit = 0; unit < character.length; unit++) {
      starts.push(place);
      ends.push(place + character.length);
    }
    place += character.length;
  }
  return { text: original.slice(start, end), starts, ends };
}

/** `text.slice(start, end)` with its places. */
export function sliceAligned(aligned: AlignedText, start: number, end: number): AlignedText {
  return {
    text: aligned.text.slice(start, end),
    starts: aligned.starts.slice(start, end),
    ends: aligned.ends.slice(start, end),
  };
}

/** The stretch of the original that `[start, end)` of an aligned text covers; empty stretches lie where they begin. */
export function coverOf(aligned: AlignedText, start: number, end: number): { start: number; end: number } {
  if (start >= end) {
    const place = aligned.starts[start] ?? aligned.ends.at(-1) ?? 0;
    return { start: place, end: place };
  }
  let [first, last] = [Number.POSITIVE_INFINITY, 0];
  for (let k = start; k < end; k++) {
    first = Math.min(first, aligned.starts[k]!);
    last = Math.max(last, aligned.ends[k]!);
  }
  return { start: first, end: last };
}

/** One piece of a rewritten text: what `[from, to)` of the text before became. */
export interface Rewrite {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** The text after a rewrite; every code unit of a piece comes from all that the piece replaced. */
export function rewriteAligned(aligned: AlignedText, pieces: readonly Rewrite[]): AlignedText {
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { text, from, to } of pieces) {
    const { start, end } = coverOf(aligned, from, to);
    for (let unit = 0; unit < text.length; unit++) {
      starts.push(start);
      ends.push(end);
    }
  }
  return { text: pieces.map((piece) => piece.text).join(""), starts, ends };
}
