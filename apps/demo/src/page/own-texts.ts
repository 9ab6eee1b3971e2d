// Typed texts as the files that `preprocess` reads.

import type { NamedFile } from "../lab/protocol.ts";

/** One line of JSON lines; words with a sentiment are found by the lexicon. */
export function sentenceFile(text: string): NamedFile {
  return { name: "typed.jsonl", content: new Blob([`${JSON.stringify({ id: "typed", text, parts: {} })}\n`]) };
}

/** SQuAD JSON of one question. The answer's first place in the context counts; none where it is not there. */
export function questionFile(question: string, context: string, answer: string): NamedFile {
  const start = answer === "" ? -1 : context.indexOf(answer);
  const answers = start < 0 ? [] : [{ text: answer, answer_start: [...context.slice(0, start)].length }];
  const qas = [{ id: "typed", question, answers, is_impossible: answers.length === 0 }];
  const squad = { version: "v2.0", data: [{ title: "typed", paragraphs: [{ context, qas }] }] };
  return { name: "typed.json", content: new Blob([JSON.stringify(squad)]) };
}
