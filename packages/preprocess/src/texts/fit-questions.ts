// Questions for a network.

import { StillpointError } from "@stillpoint/core";
import { cutContext, FOREGROUND_RULE, qaAdapter, qaModality, readSquad, type SquadQuestion } from "@stillpoint/qa";
import { windowsOf, wordsOf } from "@stillpoint/text";
import type { TextFile } from "../files.ts";
import type { FittedNetwork, FittedSamples } from "../fitted-samples.ts";
import { leftOut } from "../left-out.ts";
import { regionNotes } from "../region-notes.ts";
import type { LongTexts } from "./long-texts.ts";
import { shownText } from "./shown-text.ts";
import { checkTokens, type TextNetwork, type TextOptions, textNetwork } from "./text-network.ts";
import { unknownNotes } from "./unknown-words.ts";
import { longestWindow, paddedLength, skippedNotes, tooLong } from "./window-length.ts";

export interface QuestionOptions extends TextOptions {
  /** SQuAD JSON, v1.1 or v2.0. */
  readonly questions: TextFile;
  /** Whether the question is held fixed, the default, or measured too. */
  readonly question?: "fixed" | "measured" | undefined;
  /** Whether questions without an answer are left out and counted, the default, or measured, all of them background. */
  readonly unanswered?: "skip" | "measure" | undefined;
}

/** Words that neighbouring windows share, so that an answer at a cut is whole in one of them. */
const OVERLAP = 32;

/** Questions as tokens. Throws `INPUT` naming article, paragraph and question, `USAGE`, `MODEL`. */
export async function fitQuestions(network: FittedNetwork, options: QuestionOptions): Promise<FittedSamples> {
  const { place, text } = options.questions;
  const own = textNetwork(network, options);
  const bad = leftOut({ strict: options.strict ?? false });
  const file = readSquad(text, place, bad.onFault);
  const unread = bad.notes(place, "entries", file.questions.length + file.impossible.length);
  const longest = longestWindow(own, options.window);
  const measured = options.unanswered === "measure";
  const asked = measured ? [...file.questions, ...file.impossible] : file.questions;
  const wanted = options.samples ?? asked.length;
  const long = options.long ?? "refuse";
  const { chosen, skipped } =
    long === "skip" ? fitting(asked, own, longest, wanted) : { chosen: asked.slice(0, wanted), skipped: 0 };
  const left = skippedNotes(place, "questions", skipped, skipped + chosen.length, longest);
  const pieces = chosen.flatMap((question) => piecesOf(question, own, longest, long));
  if (pieces.length === 0) {
    throw new StillpointError(
      "INPUT",
      `data ${place}: expected at least one question with an answer; got none; check the file`,
    );
  }
  const { tokenizer } = own;
  const length = paddedLength(own, pieces, (piece) => tokensIn(piece, own));
  const adapter = qaAdapter({
    inputs: own.inputs,
    question: options.question ?? "fixed",
    unanswered: measured ? "background" : "refuse",
  });
  const samples = pieces.map((piece) => {
    const { id, question, context, title } = piece;
    const encoding = tokenizer.encode(question, context, { length, longest: Math.max(length, longest) });
    checkTokens(`question ${id}`, encoding, own);
    const shown = shownText(adapter.toUnits({ ...piece, encoding }), {
      id,
      group: piece.group ?? "all",
      title: `${title} ${id}`,
      encoding,
      blocks: [
        { source: 0, text: question, title: "question" },
        { source: 1, text: context, title: "context" },
      ],
    });
    return { ...shown, encoding, texts: [question, context] };
  });
  return {
    samples,
    labels: {
      kind: "span",
      source: `answers of ${place}, exact match`,
      questions: pieces.map(({ context, answers }, k) => ({
        context,
        answers: answers.map(({ text: answer }) => answer),
        tokens: samples[k]?.encoding.tokens ?? [],
      })),
    },
    modality: qaModality,
    from: own.from,
    foregroundRule: FOREGROUND_RULE,
    notes: [
      `noise is added to ${own.from}, ${length} tokens a question and context`,
      ...unread,
      ...left,
      ...(file.impossible.length > 0 && !measured
        ? [`questions without an answer left out, as they have no foreground: ${file.impossible.length}`]
        : []),
      ...windowNotes(chosen, pieces),
      ...unknownNotes(samples),
      ...regionNotes(samples, place),
    ],
  };
}

/** Tokens of a question with its context, special ones included. */
function tokensIn({ question, context }: SquadQuestion, { tokenizer }: TextNetwork): number {
  return tokenizer.tokensOf(question).length + tokenizer.tokensOf(context).length + tokenizer.specialTokens(true);
}

/** The first `wanted` questions that fit, and how many before them do not. */
function fitting(
  questions: readonly SquadQuestion[],
  own: TextNetwork,
  longest: number,
  wanted: number,
): { chosen: SquadQuestion[]; skipped: number } {
  const chosen: SquadQuestion[] = [];
  let skipped = 0;
  for (const question of questions) {
    if (chosen.length === wanted) break;
    if (tokensIn(question, own) <= longest) chosen.push(question);
    else skipped++;
  }
  return { chosen, skipped };
}

/** The question, or the windows of its context that hold an answer where it is too long and may be cut. */
function piecesOf(asked: SquadQuestion, { tokenizer }: TextNetwork, longest: number, long: LongTexts): SquadQuestion[] {
  const tokens = tokenizer.tokensOf(asked.context);
  const framing = tokenizer.tokensOf(asked.question).length + tokenizer.specialTokens(true);
  if (tokens.length + framing <= longest) return [asked];
  if (long !== "window") throw tooLong(`question ${asked.id}`, tokens.length + framing, longest);
  if (framing + 1 >= longest) {
    throw new StillpointError(
      "INPUT",
      `question ${asked.id}: expected fewer than ${longest - 1} tokens beside its context, the network's window being ${longest}; got ${framing}; shorten the question or leave it out`,
    );
  }
  const windows = windowsOf(wordsOf(asked.context), tokens, { length: longest - framing - 1, overlap: OVERLAP });
  return windows.flatMap((window, k) => {
    const piece = cutContext(asked, window);
    return piece.answers.length === 0 && asked.answers.length > 0 ? [] : [{ ...piece, id: `${asked.id}#${k + 1}` }];
  });
}

/** Windows, and questions whose answers no window holds whole: these are measured nowhere. */
function windowNotes(asked: readonly SquadQuestion[], pieces: readonly SquadQuestion[]): string[] {
  const whole = new Set(asked.map(({ id }) => id));
  const held = new Set(pieces.map(({ id }) => (whole.has(id) ? id : id.replace(/#\d+$/, ""))));
  const lost = asked.length - held.size;
  return [
    ...(pieces.some(({ id }) => !whole.has(id))
      ? [`${held.size} questions measured in ${pieces.length} windows that hold an answer`]
      : []),
    ...(lost > 0 ? [`questions left out because every window cuts their answers: ${lost}`] : []),
  ];
}
