// A user's sentences for a user's network.

import { StillpointError } from "@stillpoint/core";
import { sentimentBenchmark } from "@stillpoint/datasets";
import {
  type AnnotatedSentence,
  listedSpans,
  parseAfinn,
  readAnnotations,
  readSst2,
  readUciSentences,
  sentimentAdapter,
} from "@stillpoint/sentiment";
import { partsWithin, spansWithin, windowsOf, wordsOf } from "@stillpoint/text";
import { dependencyFile } from "../bench/data-file.ts";
import { readTextFile } from "../texts/read-text.ts";
import { shownText } from "../texts/shown-text.ts";
import { checkTokens, type TextNetwork, textNetwork } from "../texts/text-network.ts";
import { unknownNotes } from "../texts/unknown-words.ts";
import { longestWindow, paddedLength, tooLong } from "../texts/window-length.ts";
import type { AnalyzeConfig } from "./config.ts";
import { maximumEngine } from "./maximum-engine.ts";
import type { OwnData, OwnNetwork } from "./own-data.ts";
import { regionNotes } from "./region-notes.ts";

const ANNOTATED = "Foreground are the words that the annotation file marks; all other words are background.";

/** Reads TSV (SST-2), JSON (UCI) or JSONL (own annotation). Throws `INPUT` naming file and line, `USAGE`, `MODEL`. */
export async function ownSentences(config: AnalyzeConfig, network: OwnNetwork): Promise<OwnData> {
  const own = textNetwork(network, config.tokenizer);
  const { sentences, annotated } = readSentenceFile(config.data);
  if (sentences.length === 0) {
    throw new StillpointError(
      "INPUT",
      `data ${config.data}: expected at least one sentence; got none; check that the file is the one you mean`,
    );
  }
  const chosen = sentences.slice(0, config.samples ?? sentences.length);
  const longest = longestWindow(own, config.window);
  const pieces = chosen.flatMap((sentence) => piecesOf(sentence, own, longest, config.long));
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
  return {
    samples,
    from: own.from,
    engine: sentimentBenchmark.engine,
    maximumEngine: maximumEngine(sentimentBenchmark.engine),
    foregroundRule: annotated ? ANNOTATED : sentimentBenchmark.foregroundRule,
    notes: [
      `noise is added to ${own.from}, ${length} tokens a text`,
      ...(pieces.length > chosen.length ? [`${chosen.length} texts measured in ${pieces.length} windows`] : []),
      ...unknownNotes(samples.map(({ encoding }) => encoding)),
      ...regionNotes(samples, config.data),
    ],
  };
}

function readSentenceFile(path: string): { sentences: AnnotatedSentence[]; annotated: boolean } {
  const text = readTextFile(path);
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
  const list = parseAfinn(new TextDecoder().decode(dependencyFile("sentiment/languages/en/labels.json")), "AFINN");
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
  long: AnalyzeConfig["long"],
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
