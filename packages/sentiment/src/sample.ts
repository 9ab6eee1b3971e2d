// One sentence as the network sees it, with its annotation.

import { type Annotation, checkAnnotation, type Encoding } from "@stillpoint/text";

/** Spans are in UTF-16 code units of `text`. */
export interface SentimentSample extends Annotation {
  readonly id: string;
  readonly text: string;
  /** Of the whole text, as source 0. */
  readonly encoding: Encoding;
  /** Class of the sentence, such as 0 negative and 1 positive. */
  readonly label?: number;
}

/** Throws `RANGE` for annotation outside the text. */
export function checkSample(sample: SentimentSample): void {
  checkAnnotation(`sentence "${sample.id}"`, sample.text, sample);
}
