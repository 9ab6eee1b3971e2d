// Sentences for a network.

import { StillpointError } from "@stillpoint/core";
import {
  type AnnotatedSentence,
  listedSpans,
  parseAfinn,
  readAnnotations,
  readSst2,
  readUciSentences,
  sentimentAdapter,
  sentimentModality,
} from "@stillpoint/sentiment";
import { partsWithin, spansWithin, windowsOf, wordsOf } from "@stillpoint/text";
import type { TextFile } from "../files.ts";
import type { FittedNetwork, FittedSamples } from "../fitted-samples.ts";
import type { ClassLabels } from "../labels/labels.ts";
import { regionNotes } from "../region-notes.ts";
import { shownText } from "./shown-text.ts";
import { checkTokens, type TextNetwork, type TextOptions, textNetwork } from "./text-network.ts";
import { unknownNotes } from "./unknown-words.ts";
import { longestWindow, paddedLength, tooLong } from "./window-length.ts";

export interface SentenceOptions extends TextOptions {
  /** TSV as SST-2's, JSON as UCI's, or JSON lines with an annotation of their own; the ending tells. */
  readonly sentences: TextFile;
  /** Words with a sentiment, as AFINN's JSON lists them: the foreground where the file has no annotation. */
  readonly lexicon: () => Promise<string>;
}

const ANNOTATED = "Foreground are the words that the annotation file marks; all other words are background.";

/** Words that AFINN scores; what else a file may say is in its own annotation. */
export const LISTED_RULE: string =
  "Foreground are the words of a sentence that AFINN scores as positive or negative (npm's sentiment 5.0.2); all other words are background, the stray word among them.";

/** Sentences as tokens. Throws `INPUT` naming file and line, `USAGE`, `MODEL`. */
export async function fitSentences(network: FittedNetwork, options: SentenceOptions): Promise<FittedSamples> {
  const { place } = options.sentences;
  const own = textNetwork(network, options);
  const { sentences, annotated } = await readSentenceFile(options);
  if (sentences.length === 0) {
    throw new StillpointError(
      "INPUT",
      `data ${place}: expected at least one sentence; got none; check that the file is the one you mean`,
    );
  }
  const chosen = sentences.slice(0, options.samples ?? sentences.length);
  const longest = longestWindow(own, options.window);
  const pieces = chosen.flatMap((sentence) => piecesOf(sentence, own, longest, options.long ?? "refuse"));
  const length = paddedLength(own, pieces, ({ text }) => own.tokenizer.encode(text).tokens.length);
  const adapter = sentimentAdapter({ inputs: own.inputs });
  const samples = pieces.map((piece) => {
    const encoding = own.tokenizer.encode(piece.text, undefined, { length });
    checkTokens(`sentence ${piece.id}`, encoding, own);
    const input = adapter.toUnits({ ...piece, encoding });
    const label = piece.label === undefined ? "" : `class ${piece.label} `;
    const shown = shownText(input, {
      id: piece.id,
      group: piece.group ?? "all",
      title: `${label}${piece.id}`,
      encoding,
      blocks: [{ source: 0, text: piece.text }],
    });
    return { ...shown, encoding };
  });
  const labelled = pieces.some(({ label }) => label !== undefined);
  return {
    samples,
    ...(labelled ? { labels: labelsOf(pieces, place) } : {}),
    modality: sentimentModality,
    from: own.from,
    foregroundRule: annotated ? ANNOTATED : LISTED_RULE,
    notes: [
      `noise is added to ${own.from}, ${length} tokens a text`,
      ...(pieces.length > chosen.length ? [`${chosen.length} texts measured in ${pieces.length} windows`] : []),
      ...unknownNotes(samples.map(({ encoding }) => encoding)),
      ...regionNotes(samples, place),
    ],
  };
}

function labelsOf(sentences: readonly AnnotatedSentence[], place: string): ClassLabels {
  const names = sentences.map(({ label }) => (label === undefined ? undefined : String(label)));
  return { kind: "class", source: `labels of ${place}`, names, classes: [], order: "listed" };
}

async function readSentenceFile({
  sentences: { place: path, text },
  lexicon,
}: SentenceOptions): Promise<{ sentences: AnnotatedSentence[]; annotated: boolean }> {
  if (/\.jsonl$/i.test(path)) return { sentences: readAnnotations(text, path), annotated: true };
  const read = /\.tsv$/i.test(path)
    ? readSst2(text, path)
    : /\.json$/i.test(path)
      ? readUciSentences(text, path).sentences
      : undefined;
  if (read === undefined) {
    throw new StillpointError(
      "INPUT",
      `data ${path}: expected .tsv (sentence, tab, label), .json (UCI) or .jsonl (own annotation); got another ending; rename or convert it`,
    );
  }
  const list = parseAfinn(await lexicon(), "AFINN");
  return {
    sentences: read.map((sentence) => ({ ...sentence, foreground: listedSpans(sentence.text, list) })),
    annotated: false,
  };
}

/** The sentence, or its windows where it is too long and may be cut. */
function piecesOf(
  sentence: AnnotatedSentence,
  { tokenizer }: TextNetwork,
  longest: number,
  long: "refuse" | "window",
): AnnotatedSentence[] {
  const tokens = tokenizer.tokensOf(sentence.text);
  const room = longest - tokenizer.specialTokens(false);
  if (tokens.length <= room) return [sentence];
  if (long === "refuse") {
    throw tooLong(`sentence ${sentence.id}`, tokens.length + tokenizer.specialTokens(false), longest);
  }
  // A piece by itself may begin with a token more than within the whole.
  const windows = windowsOf(wordsOf(sentence.text), tokens, { length: room - 1 });
  return windows.map(({ start, end }, k) => ({
    ...sentence,
    id: `${sentence.id}#${k + 1}`,
    text: sentence.text.slice(start, end),
    foreground: spansWithin(sentence.foreground, start, end),
    ...(sentence.border === undefined ? {} : { border: spansWithin(sentence.border, start, end) }),
    ...(sentence.parts === undefined ? {} : { parts: partsWithin(sentence.parts, start, end) }),
  }));
}
