// A text as people read it: words, numbers, emoji and punctuation, each with its place.

/** One word. `text` is `whole.slice(start, end)`, in UTF-16 code units. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const segmenter: Intl.Segmenter = new Intl.Segmenter("en", { granularity: "word" });

/** White space, control and format characters: nothing that could be read. */
const UNREADABLE = /^[\s\p{Z}\p{Cc}\p{Cf}]+$/u;

/** Hyphens that join the words on both sides of them. */
const HYPHEN = /^[-\u2010\u2011]$/;

/**
 * Words of a text in reading order `[w]`; they never overlap.
 *
 * Boundaries are those of Unicode (UAX 29, Node's ICU): a contraction (`don't`, `don’t`), a number (`3.14`) and an
 * emoji with all its joiners, modifiers and flag letters are one word; Chinese, Japanese, Thai and kin are cut by ICU's
 * dictionaries. Differs: inner hyphens join (`well-known` is one word). Each punctuation mark is a word of its own.
 * White space and invisible characters between words belong to none. An empty text has no words.
 */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let hyphen: Word | undefined;
  let previous: { word: Word; readable: boolean } | undefined;
  for (const { segment, index, isWordLike = false } of pieces(text)) {
    if (UNREADABLE.test(segment)) continue;
    const word: Word = { text: segment, start: index, end: index + segment.length };
    if (isWordLike && hyphen !== undefined && hyphen.end === index) {
      words.splice(-2);
      const start = previous?.word.start ?? index;
      const joined: Word = { text: text.slice(start, word.end), start, end: word.end };
      words.push(joined);
      previous = { word: joined, readable: true };
      hyphen = undefined;
      continue;
    }
    words.push(word);
    const joins = HYPHEN.test(segment) && previous?.readable === true && previous.word.end === index;
    hyphen = joins ? word : undefined;
    if (!joins) previous = { word, readable: isWordLike };
  }
  return words;
}

/** Stretches between places that are always boundaries: white space and East Asian full stops and commas. */
const STRETCH = /[^\s\u3001\u3002\uff01\uff1f]+|[\u3001\u3002\uff01\uff1f]/gu;

/** Segments without white space. Node copies the whole text for each, so it is given one stretch at a time. */
function* pieces(text: string): Generator<{ segment: string; index: number; isWordLike?: boolean }> {
  for (const stretch of text.matchAll(STRETCH))
    for (const { segment, index, isWordLike = false } of segmenter.segment(stretch[0]))
      yield { segment, index: stretch.index + index, isWordLike };
}
