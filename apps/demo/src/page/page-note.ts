// What was done to samples, in the page's words: it has choices beside the maps in place of the command's options.

/** Notes of `preprocess`, each with what the page says instead. */
const WORDS: readonly (readonly [note: RegExp, words: string])[] = [
  [
    /^regions of the points read from .*$/,
    "Which points are the object and which are background comes with the shape.",
  ],
  [
    /^noise is added to (.+), (\d+) tokens a (.+)$/,
    "Noise is added to the vectors that stand for the words (tensor $1); a $3 may have $2 tokens, which are words or pieces of words.",
  ],
  [/; --mean and --std change that$/, "; the choice beside changes that"],
  [/(;|, as) --[a-z].*$/, ""],
];

/** A note as it is shown here. */
export function pageNote(note: string): string {
  return WORDS.reduce((now, [pattern, words]) => now.replace(pattern, words), note);
}
