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
  for (const { segment, index, isWordLike = false } of segmenter.segment(text)) {
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
