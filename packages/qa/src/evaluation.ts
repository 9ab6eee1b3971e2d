// Exact match and F1 as SQuAD's own evaluation script defines them (version 2.0, which agrees with 1.1 on answers).

/** Python's `string.punctuation`. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;

/** Whole words; letters and digits of any script and the underscore make a word, as in Python's `\b`. */
const ARTICLE = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;

/** What Python's `split` takes for white space: as JavaScript's, less U+FEFF, with the separators 28 to 31 and 133. */
const SPACE: RegExp = new RegExp(`[^\\S\\ufeff]|[${String.fromCharCode(28)}-${String.fromCharCode(31)}\\x85]`, "u");

/** An answer in lower case, without punctuation and articles, with single spaces: what answers are compared by. */
export function normaliseAnswer(answer: string): string {
  return wordsIn(answer.toLowerCase().replace(PUNCTUATION, "").replace(ARTICLE, " ")).join(" ");
}

const wordsIn = (text: string): string[] => text.split(SPACE).filter((word) => word !== "");

/** Gold answers that say something, or the empty answer of a question without one. */
function goldsOf(golds: readonly string[]): readonly string[] {
  const telling = golds.filter((gold) => normaliseAnswer(gold) !== "");
  return telling.length === 0 ? [""] : telling;
}

/**
 * 1 where the prediction equals a gold answer after `normaliseAnswer`, else 0. Without a gold answer only the empty
 * prediction is right.
 */
export function exactMatch(prediction: string, golds: readonly string[]): 0 | 1 {
  const said = normaliseAnswer(prediction);
  return goldsOf(golds).some((gold) => normaliseAnswer(gold) === said) ? 1 : 0;
}

/**
 * Largest F1 over gold answers, 0..1: harmonic mean of the shares of predicted and gold words, after
 * `normaliseAnswer`, that both have, counted with repetition. Where either has no word: 1 if both have none, else 0.
 */
export function f1Score(prediction: string, golds: readonly string[]): number {
  return Math.max(
    ...goldsOf(golds).map((gold) => overlapF1(wordsIn(normaliseAnswer(prediction)), wordsIn(normaliseAnswer(gold)))),
  );
}

function overlapF1(predicted: readonly string[], gold: readonly string[]): number {
  if (predicted.length === 0 || gold.length === 0) return predicted.length === gold.length ? 1 : 0;
  const left = new Map<string, number>();
  for (const word of gold) left.set(word, (left.get(word) ?? 0) + 1);
  let same = 0;
  for (const word of predicted) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    left.set(word, count - 1);
    same++;
  }
  if (same === 0) return 0;
  const precision = same / predicted.length;
  const recall = same / gold.length;
  return (2 * precision * recall) / (precision + recall);
}
