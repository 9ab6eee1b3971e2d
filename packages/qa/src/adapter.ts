// Questions as units: one per word of the context, and on request of the question.

import type { ModalityAdapter } from "@stillpoint/core";
import { type MarkedText, markWords, type TokenInputs, wordsOf, wordUnits } from "@stillpoint/text";
import { foregroundSpans } from "./foreground.ts";
import { checkSample, type QaSample } from "./sample.ts";

export interface QaAdapterOptions {
  /** `"fixed"` (default) gives noise to the context only; `"measured"` makes the question's words border units. */
  readonly question?: "fixed" | "measured";
  /** Whether a question without an answer is refused, the default, or a context that is all background. */
  readonly unanswered?: "refuse" | "background";
  /** The network's token inputs; `input_ids` and `attention_mask` by default. */
  readonly inputs?: TokenInputs;
}

/**
 * Cuts a context into words, each with one noise level for all its sub-words; special tokens, padding and, by default,
 * the question are fixed. `unitOf` is `[L, 1]`. Foreground follows `FOREGROUND_RULE`; parts come from the sample.
 *
 * A measured question comes first and is border: neither what answers nor what distracts, so drawn and not counted.
 *
 * Throws `INPUT` for an answer that does not match the context, no answer unless `unanswered` allows it, a context without a word and a word without
 * a token; `RANGE` for spans outside the context.
 */
export function qaAdapter(options: QaAdapterOptions = {}): ModalityAdapter<QaSample> {
  const { question = "fixed", unanswered = "refuse", inputs: names } = options;
  return {
    modality: "qa",
    toUnits: (sample) => {
      checkSample(sample, unanswered);
      const { border, parts } = sample;
      const words = markWords(wordsOf(sample.context), {
        foreground: foregroundSpans(sample),
        ...(border === undefined ? {} : { border }),
        ...(parts === undefined ? {} : { parts }),
      });
      const texts: MarkedText[] = [{ source: 1, words }];
      if (question === "measured") {
        const asked = wordsOf(sample.question).map((word) => ({ ...word, region: "border" as const }));
        texts.unshift({ source: 0, words: asked, prefix: "question " });
      }
      const { inputs, unitOf, units } = wordUnits(`question "${sample.id}"`, sample.encoding, texts, names);
      return { inputs, unitOf, units };
    },
  };
}
