// One question with its context, as the network sees it.

import { ensure } from "@stillpoint/core";
import { checkAnnotation, type Encoding, type Span } from "@stillpoint/text";

/** A gold answer: `context.slice(start, start + text.length)` is `text`, in UTF-16 code units. */
export interface Answer {
  readonly text: string;
  readonly start: number;
}

/** A question without its tokens. */
export interface Question {
  readonly id: string;
  readonly question: string;
  readonly context: string;
  /** Gold answers, all of them right; none where the context does not answer the question. */
  readonly answers: readonly Answer[];
  /** Named parts of the context's background, such as `decoy`. */
  readonly parts?: Readonly<Record<string, readonly Span[]>>;
}

export interface QaSample extends Question {
  /** The question as source 0 and the context as source 1. */
  readonly encoding: Encoding;
  /** Context words that are measured and drawn but counted nowhere. */
  readonly border?: readonly Span[];
}

/** Throws `INPUT` where a gold answer is not what the context says at its place, or is empty. */
export function checkAnswers(subject: string, { context, answers }: Pick<Question, "context" | "answers">): void {
  for (const { text, start } of answers) {
    const found = context.slice(start, start + text.length);
    ensure(
      text.length > 0 && start >= 0 && found === text,
      "INPUT",
      () =>
        `${subject}: expected the answer "${text}" at ${start} of its context; got "${found}"; mend the answer's start or text`,
    );
  }
}

/** Throws `INPUT` for answers that do not match the context and, unless it may be, for none, `RANGE` for spans outside it. */
export function checkSample(sample: QaSample, unanswered: "refuse" | "background"): void {
  const subject = `question "${sample.id}"`;
  checkAnswers(subject, sample);
  ensure(
    sample.answers.length > 0 || unanswered === "background",
    "INPUT",
    () => `${subject}: expected at least one gold answer; got none; leave out questions the context does not answer`,
  );
  checkAnnotation(subject, sample.context, {
    foreground: [],
    border: sample.border ?? [],
    ...(sample.parts === undefined ? {} : { parts: sample.parts }),
  });
}
