// What of a context answers its question.

import { type Span, sentencesOf, wordsOf } from "@stillpoint/text";
import type { Question } from "./sample.ts";

/** The rule of `foregroundSpans` in one sentence, for reports. */
export const FOREGROUND_RULE =
  "Foreground are the words of every gold answer and, in the sentences these answers stand in, the words that also occur in the question (case and apostrophe style ignored, function words and punctuation left out); all other words of the context are background.";

/** Words too common to say what a question asks for: articles, prepositions, pronouns, auxiliaries, question words. */
export const functionWords: ReadonlySet<string> = new Set(
  (
    "a about after all also am an and any are as at be because been before being both but by can could did do does " +
    "doing down during each few for from further had has have having he her here hers him his how i if in into is it " +
    "its itself just may me might more most must my no nor not of off on once only or other our out over own same " +
    "she should so some such than that the their them then there these they this those through to too under until " +
    "up upon very was we were what when where which while who whom whose why will with would you your"
  ).split(" "),
);

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** A word without case and compatibility forms, with straight apostrophes. */
const fold = (word: string): string => word.normalize("NFKC").replaceAll("’", "'").toLowerCase();

/** Folded words of a question that say what it asks for. */
function contentWords(question: string): Set<string> {
  const folded = wordsOf(question).map((word) => fold(word.text));
  return new Set(folded.filter((word) => LETTER_OR_DIGIT.test(word) && !functionWords.has(word)));
}

/** Spans of the context that are foreground by `FOREGROUND_RULE`; a word that an answer touches counts whole. */
export function foregroundSpans({ question, context, answers }: Question): Span[] {
  const words = wordsOf(context);
  // An answer inside a word, such as "Paris" of "Paris-based", is that word.
  const spans: Span[] = answers.map(({ text, start }) => {
    const end = start + text.length;
    const touched = words.filter((word) => word.start < end && start < word.end);
    return [Math.min(start, touched[0]?.start ?? start), Math.max(end, touched.at(-1)?.end ?? end)];
  });
  const sentences = sentencesOf(context).filter(([start, end]) =>
    spans.some((span) => span[0] < end && span[1] > start),
  );
  const asked = contentWords(question);
  const named = words.filter(
    (word) => asked.has(fold(word.text)) && sentences.some(([start, end]) => start <= word.start && word.end <= end),
  );
  return [...spans, ...named.map((word): Span => [word.start, word.end])];
}
