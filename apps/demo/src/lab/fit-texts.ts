// Sentences and questions, typed or dropped.

import { StillpointError } from "@stillpoint/core";
import { type FittedNetwork, type FittedSamples, fitQuestions, fitSentences } from "@stillpoint/preprocess";
import type { FitChoices } from "./choices.ts";
import { HeldTokenizers } from "./held-tokenizers.ts";
import { lexicon } from "./lexicon.ts";
import type { Source } from "./protocol.ts";

type TextSource = Source & { readonly kind: "sentences" | "questions" };

/** What the page has in place of options of the command line. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/; leave out all that are too long .*$/s, "; shorten the text"],
  [/; measure them in pieces with --long window$/, "; shorten the texts"],
  [/so annotate less as foreground$/, "so write a few more words around them"],
  [/; encode the whole text, in windows if it is too long$/, "; take it out"],
  [/ with --tokenizer$/, ""],
];

export type FitTexts = (network: FittedNetwork, source: TextSource, choices: FitChoices) => Promise<FittedSamples>;

/** Fits texts, with tokenizers kept from one to the next. Throws what `fitSentences` and `fitQuestions` throw. */
export function textFitter(words: () => Promise<string> = lexicon): FitTexts {
  const tokenizers = new HeldTokenizers();
  return async (network, { kind, file, tokenizer: files }, { input, window, question }) => {
    try {
      const own = { ...(await tokenizers.tokenizerOf(files)), window };
      const text = { place: file.name, text: await file.content.text() };
      const fitted =
        kind === "sentences"
          ? await fitSentences(network, { ...own, sentences: text, lexicon: words })
          : await fitQuestions(network, { ...own, questions: text, question, unanswered: "measure" });
      return input === undefined ? fitted : { ...fitted, from: input };
    } catch (cause) {
      throw cause instanceof StillpointError ? forPage(cause) : cause;
    }
  };
}

function forPage(cause: StillpointError): StillpointError {
  const known = REMEDIES.find(([pattern]) => pattern.test(cause.message));
  if (known === undefined) return cause;
  return new StillpointError(cause.code, cause.message.replace(...known), { cause });
}
