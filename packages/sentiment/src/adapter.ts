// Sentences as units: one per word.

import type { ModalityAdapter } from "@stillpoint/core";
import { markWords, type TokenInputs, wordsOf, wordUnits } from "@stillpoint/text";
import { checkSample, type SentimentSample } from "./sample.ts";

export interface SentimentAdapterOptions {
  /** The network's token inputs; `input_ids` and `attention_mask` by default. */
  readonly inputs?: TokenInputs;
}

/**
 * Cuts a sentence into words, each with one noise level for all its sub-words; special tokens and padding are fixed.
 * `unitOf` is `[L, 1]`. Regions and parts come from the sample's spans, see `markWords`.
 *
 * Throws `RANGE` for spans outside the text, `INPUT` for a sentence without a word and for a word without a token.
 */
export function sentimentAdapter(options: SentimentAdapterOptions = {}): ModalityAdapter<SentimentSample> {
  return {
    modality: "sentiment",
    toUnits: (sample) => {
      checkSample(sample);
      const words = markWords(wordsOf(sample.text), sample);
      const { inputs, unitOf, units } = wordUnits(
        `sentence "${sample.id}"`,
        sample.encoding,
        [{ source: 0, words }],
        options.inputs,
      );
      return { inputs, unitOf, units };
    },
  };
}
