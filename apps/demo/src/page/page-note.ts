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
  [
    /^1 of 1 pictures stretched to the network's (.+)$/,
    "The picture is stretched to $1 pixels, which the network takes.",
  ],
  [
    /^1 shape of (\d+) points, in the unit sphere: .*$/,
    "$1 points of the shape, moved and scaled into a sphere of radius 1, as is usual in training.",
  ],
  [/^1 shape of (\d+) points, where and as large .*$/, "$1 points of the shape, where and as large as its file says."],
  [
    /^1 of them thinned at random, from up to (\d+) points$/,
    "The shape has $1 points, of which these are drawn at random.",
  ],
  [
    /^no clutter and no regions: .*$/,
    "Without clutter there is no background to compare points with, so there are no knowledge points.",
  ],
  [/^1 of 1 samples have no foreground: .*$/, "Nothing in it counts as foreground."],
  [/that the annotation file marks; /, "that are marked (underlined); "],
  [
    / of a sentence that AFINN scores as positive or negative \(.*?\)/,
    " that AFINN, a list of words that bear a feeling, scores as positive or negative",
  ],
  [
    /every gold answer and, in the sentences these answers stand in, the words that also occur in the question \(.*?\)/,
    "the marked answer and, in its sentence, those that also occur in the question",
  ],
  [/; --mean and --std change that$/, "; the choice beside changes that"],
  [/(;|, as) --[a-z].*$/, ""],
];

/** A note, or what counts as foreground, as it is shown here. */
export function pageNote(note: string): string {
  return WORDS.reduce((now, [pattern, words]) => now.replace(pattern, words), note);
}
