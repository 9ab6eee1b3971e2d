// A measured sentence as an HTML string.

import { drawWords, markWords, segmentsOf, type WordDrawing, wordsOf, wordUnits } from "@stillpoint/text";
import type { SentimentSample } from "./sample.ts";

/**
 * The sentence with its words marked by entropy `[n]`, in nats, the foreground underlined; see `drawWords`.
 * Throws `SHAPE` unless there is one value per unit, and what the adapter throws.
 */
export function drawSentence(
  sample: SentimentSample,
  values: ArrayLike<number>,
  range: Pick<WordDrawing, "low" | "high">,
): string {
  const words = markWords(wordsOf(sample.text), sample);
  const { units, unitOfWord } = wordUnits(`sentence "${sample.id}"`, sample.encoding, [{ source: 0, words }]);
  return drawWords(segmentsOf(sample.text, words, unitOfWord[0]), values, {
    ...range,
    labels: units.map((unit) => unit.label),
    regions: units.map((unit) => unit.region),
  });
}
