// Sentences and questions, typed or dropped.

import { StillpointError } from "@stillpoint/core";
import { type FittedNetwork, type FittedSamples, fitQuestions, fitSentences } from "@stillpoint/preprocess";
import type { FitChoices } from "./choices.ts";
import { type HeldTokenizer, HeldTokenizers } from "./held-tokenizers.ts";
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
  return async (network, { kind, file, tokenizer: files, others = [] }, { input, window, question }) => {
    try {
      const text = { place: file.name, text: await file.content.text() };
      const fittedBy = (held: HeldTokenizer): Promise<FittedSamples> =>
        kind === "sentences"
          ? fitSentences(network, { ...held, window, sentences: text, lexicon: words })
          : fitQuestions(network, { ...held, window, questions: text, question, unanswered: "measure" });
      const own = await tokenizers.tokenizerOf(files);
      const fitted = await fittedBy(own);
      for (const other of others) {
        const theirs = await tokenizers.tokenizerOf(other.tokenizer);
        if (theirs.tokenizer !== own.tokenizer)
          checkTokens(fitted, await fittedBy({ ...own, tokenizer: theirs.tokenizer }), [network.name, other.network]);
      }
      return input === undefined ? fitted : { ...fitted, from: input };
    } catch (cause) {
      throw cause instanceof StillpointError ? forPage(cause) : cause;
    }
  };
}

/** The same numbers mean other words to a network with another tokenizer. */
function checkTokens(
  { samples }: FittedSamples,
  { samples: theirs }: FittedSamples,
  [own, other]: readonly [own: string, other: string],
): void {
  const different = samples.find(({ input: { inputs } }, k) => {
    const found = theirs[k]?.input.inputs ?? {};
    return Object.entries(inputs).some(([name, { data }]) => `${data}` !== `${found[name]?.data}`);
  });
  if (different === undefined) return;
  throw new StillpointError(
    "INPUT",
    `tokenizers: expected the same tokens of ${different.info.id} for ${own} and ${other}; got others; remove one of the networks, or compare those that share a tokenizer`,
  );
}

function forPage(cause: StillpointError): StillpointError {
  const known = REMEDIES.find(([pattern]) => pattern.test(cause.message));
  if (known === undefined) return cause;
  return new StillpointError(cause.code, cause.message.replace(...known), { cause });
}
