// Sentences for a network.

import { type OnEntryFault, StillpointError } from "@stillpoint/core";
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
import { partsWithin, type Span, spansWithin, windowsOf, wordsOf } from "@stillpoint/text";
import type { TextFile } from "../files.ts";
import type { FittedNetwork, FittedSamples } from "../fitted-samples.ts";
import type { ClassLabels } from "../labels/labels.ts";
import { leftOut } from "../left-out.ts";
import { regionNotes } from "../region-notes.ts";
import type { LongTexts } from "./long-texts.ts";
import { hasTextHeading, readSentenceTable } from "./sentence-table.ts";
import { shownText } from "./shown-text.ts";
import { checkTokens, type TextNetwork, type TextOptions, textNetwork } from "./text-network.ts";
import { unknownNotes } from "./unknown-words.ts";
import { longestWindow, paddedLength, skippedNotes, tooLong } from "./window-length.ts";

export interface SentenceOptions extends TextOptions {
  /**
   * TSV as SST-2's, CSV or TSV under headings, JSON as UCI's, or JSON lines with an annotation of their own; the ending
   * tells.
   */
  readonly sentences: TextFile;
  /** Words with a sentiment, as AFINN's JSON lists them: the foreground where the file has none of its own. */
  readonly lexicon: () => Promise<string>;
}

const ANNOTATED = "Foreground are the words that the annotation file marks; all other words are background.";

/** Words that AFINN scores; what else a file may say is in its own annotation. */
export const LISTED_RULE: string =
  "Foreground are the words of a sentence that AFINN scores as positive or negative (npm's sentiment 5.0.2); all other words are background.";

/** Sentences as tokens. Throws `INPUT` naming file and line, `USAGE`, `MODEL`. */
export async function fitSentences(network: FittedNetwork, options: SentenceOptions): Promise<FittedSamples> {
  const { place } = options.sentences;
  const own = textNetwork(network, options);
  const bad = leftOut({ strict: options.strict ?? false });
  const { sentences, rule } = await readSentenceFile(options, bad.onFault);
  const unread = bad.notes(place, "entries", sentences.length);
  if (sentences.length === 0) {
    throw new StillpointError(
      "INPUT",
      `data ${place}: expected at least one sentence; got none; check that the file is the one you mean`,
    );
  }
  const longest = longestWindow(own, options.window);
  const wanted = options.samples ?? sentences.length;
  const long = options.long ?? "refuse";
  const { chosen, skipped } =
    long === "skip" ? fitting(sentences, own, longest, wanted) : { chosen: sentences.slice(0, wanted), skipped: 0 };
  const pieces = chosen.flatMap((sentence) => piecesOf(sentence, own, longest, long));
  const left = skippedNotes(place, "texts", skipped, skipped + chosen.length, longest);
  const length = paddedLength(own, pieces, ({ text }) => tokensIn(text, own));
  const adapter = sentimentAdapter({ inputs: own.inputs });
  const samples = pieces.map((piece) => {
    const encoding = own.tokenizer.encode(piece.text, undefined, { length, longest: Math.max(length, longest) });
    checkTokens(`sentence ${piece.id}`, encoding, own);
    const { label: _, ...unlabelled } = piece;
    const input = adapter.toUnits({ ...unlabelled, encoding });
    const label = piece.label === undefined ? "" : `class ${piece.label} `;
    const shown = shownText(input, {
      id: piece.id,
      group: piece.group ?? "all",
      title: `${label}${piece.id}`,
      encoding,
      blocks: [{ source: 0, text: piece.text }],
    });
    return { ...shown, encoding, texts: [piece.text] };
  });
  const labelled = pieces.some(({ label }) => label !== undefined);
  return {
    samples,
    ...(labelled ? { labels: labelsOf(pieces, sentences, place) } : {}),
    modality: sentimentModality,
    from: own.from,
    foregroundRule: rule,
    notes: [
      `noise is added to ${own.from}, ${length} tokens a text`,
      ...unread,
      ...left,
      ...(pieces.length > chosen.length ? [`${chosen.length} texts measured in ${pieces.length} windows`] : []),
      ...unknownNotes(samples),
      ...regionNotes(samples, place),
    ],
  };
}

/** Words of a table in the order of the alphabet; numbers are the network's own. */
function labelsOf(pieces: readonly ReadSentence[], all: readonly ReadSentence[], place: string): ClassLabels {
  const names = pieces.map(({ label }) => (label === undefined ? undefined : String(label)));
  // Of the whole file: the first so many may be of one class.
  const known = [...new Set(all.flatMap(({ label }) => (label === undefined ? [] : [String(label)])))];
  const classes = known.every((name) => /^\d+$/.test(name)) ? [] : known.sort();
  return { kind: "class", source: `labels of ${place}`, names, classes, order: "listed" };
}

/** A sentence whose label may be a word. */
type ReadSentence = Omit<AnnotatedSentence, "label"> & { readonly label?: number | string };

async function readSentenceFile(
  { sentences: { place: path, text }, lexicon }: SentenceOptions,
  onFault: OnEntryFault | undefined,
): Promise<{ sentences: ReadSentence[]; rule: string }> {
  const list = parseAfinn(await lexicon(), "AFINN");
  if (/\.jsonl$/i.test(path)) {
    let rule = ANNOTATED;
    const found = (sentence: string): readonly Span[] => {
      rule = LISTED_RULE;
      return listedSpans(sentence, list);
    };
    const sentences = readAnnotations(text, path, found, onFault);
    return { sentences, rule };
  }
  const table = /\.csv$/i.test(path) || (/\.tsv$/i.test(path) && hasTextHeading(text));
  const read = table
    ? readSentenceTable({ place: path, text }, onFault)
    : /\.tsv$/i.test(path)
      ? readSst2(text, path, onFault)
      : /\.json$/i.test(path)
        ? readUciSentences(text, path, onFault).sentences
        : undefined;
  if (read === undefined) {
    throw new StillpointError(
      "INPUT",
      `data ${path}: expected .tsv (sentence, tab, label), .csv (under headings such as text,label), .json (UCI) or .jsonl (own annotation); got another ending; rename or convert it`,
    );
  }
  return {
    sentences: read.map((sentence) => ({ ...sentence, foreground: listedSpans(sentence.text, list) })),
    rule: LISTED_RULE,
  };
}

/** Tokens of a text, special ones included. */
function tokensIn(text: string, { tokenizer }: TextNetwork): number {
  return tokenizer.tokensOf(text).length + tokenizer.specialTokens(false);
}

/** The first `wanted` sentences that fit, and how many before them do not. */
function fitting(
  sentences: readonly ReadSentence[],
  own: TextNetwork,
  longest: number,
  wanted: number,
): { chosen: ReadSentence[]; skipped: number } {
  const chosen: ReadSentence[] = [];
  let skipped = 0;
  for (const sentence of sentences) {
    if (chosen.length === wanted) break;
    if (tokensIn(sentence.text, own) <= longest) chosen.push(sentence);
    else skipped++;
  }
  return { chosen, skipped };
}

/** The sentence, or its windows where it is too long and may be cut. */
function piecesOf(
  sentence: ReadSentence,
  { tokenizer }: TextNetwork,
  longest: number,
  long: LongTexts,
): ReadSentence[] {
  const tokens = tokenizer.tokensOf(sentence.text);
  const room = longest - tokenizer.specialTokens(false);
  if (tokens.length <= room) return [sentence];
  if (long !== "window") {
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
