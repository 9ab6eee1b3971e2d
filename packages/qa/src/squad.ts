// SQuAD v1.1 and v2.0 in their published JSON form.

import { isRecord, type OnEntryFault, readEntry, StillpointError } from "@stillpoint/core";
import { type CodePoints, codePointsOf, faultAt, jsonAt, type Span } from "@stillpoint/text";
import type { Answer, Question } from "./sample.ts";

export interface SquadQuestion extends Question {
  /** Title of the article. */
  readonly title: string;
  /** Reported apart from other groups; no field of SQuAD's. */
  readonly group?: string;
}

export interface SquadFile {
  /** As the file says, such as `v2.0`; empty where it does not. */
  readonly version: string;
  readonly articles: number;
  readonly paragraphs: number;
  /** Questions with an answer. */
  readonly questions: readonly SquadQuestion[];
  /** Questions their context does not answer (v2.0); `answers` is empty. */
  readonly impossible: readonly SquadQuestion[];
}

/**
 * Questions of a file in its order. Answer starts, which SQuAD counts in code points, become UTF-16 code units; gold
 * answers given several times are kept as often. Beyond SQuAD a question may have `parts`, named stretches of its
 * context's background as `{"decoy": [[start, end]]}` in code points, and a `group`. Throws `INPUT`, with file, article,
 * paragraph and question, for a field that is missing or of another type, an answer that is not in its context at its
 * place, a part outside it, a question without answer that is not marked impossible and a second use of an id. `onFault`
 * is told of such a question, paragraph or article instead, which is left out.
 */
export function readSquad(json: string, file: string, onFault?: OnEntryFault): SquadFile {
  const root = jsonAt(json, file);
  if (!isRecord(root) || !Array.isArray(root.data))
    throw faultAt(file, "an object with data", root, "pass a SQuAD file");
  const questions: SquadQuestion[] = [];
  const impossible: SquadQuestion[] = [];
  const seen = new Set<string>();
  let paragraphs = 0;
  const articles: readonly unknown[] = root.data;
  for (const [index, article] of articles.entries()) {
    const title =
      isRecord(article) && typeof article.title === "string" && article.title !== ""
        ? article.title
        : `number ${index}`;
    const place = `${file}, article "${title}"`;
    const [list = []] = readEntry(() => listOf(article, "paragraphs", place), onFault, questionsIn(article));
    for (const [number, paragraph] of list.entries()) {
      paragraphs++;
      const where = `${place}, paragraph ${number}`;
      const take = ({ question, answered }: Entry): void => {
        if (seen.has(question.id)) throw faultAt(where, "an id used once", question.id, "rename it");
        seen.add(question.id);
        (answered ? questions : impossible).push(question);
      };
      const [entries = []] = readEntry(
        () => questionsOf(paragraph, title, where, onFault),
        onFault,
        questionsIn(paragraph),
      );
      for (const entry of entries) readEntry(() => take(entry), onFault);
    }
  }
  const version = typeof root.version === "string" ? root.version : "";
  return { version, articles: articles.length, paragraphs, questions, impossible };
}

/** Questions that are lost with an article or a paragraph: as many as can be counted, at least one. */
function questionsIn(part: unknown): number {
  if (!isRecord(part)) return 1;
  const { qas, paragraphs } = part;
  if (Array.isArray(qas)) return Math.max(1, qas.length);
  return Array.isArray(paragraphs) ? paragraphs.reduce((sum: number, own) => sum + questionsIn(own), 0) : 1;
}

interface Entry {
  readonly question: SquadQuestion;
  readonly answered: boolean;
}

function questionsOf(
  paragraph: unknown,
  title: string,
  place: string,
  onFault: OnEntryFault | undefined,
): readonly Entry[] {
  const context = textOf(paragraph, "context", place);
  const points = codePointsOf(context);
  const read = (entry: unknown, index: number): Entry => {
    const id = textOf(entry, "id", `${place}, question number ${index}`);
    const where = `${place}, question ${id}`;
    const question = textOf(entry, "question", where);
    const answered = !(isRecord(entry) && entry.is_impossible === true);
    const answers = answered
      ? listOf(entry, "answers", where).map((answer) => answerOf(answer, context, points, where))
      : [];
    if (answered && answers.length === 0)
      throw faultAt(where, "at least one answer", answers, "add it or mark the question is_impossible");
    return {
      question: { id, title, question, context, answers, ...extrasOf(entry, points, where) },
      answered,
    };
  };
  return listOf(paragraph, "qas", place).flatMap((entry, index) => readEntry(() => read(entry, index), onFault));
}

function answerOf(answer: unknown, context: string, points: CodePoints, where: string): Answer {
  const text = textOf(answer, "text", `${where}, answer`);
  const start = isRecord(answer) ? answer.answer_start : undefined;
  if (typeof start !== "number" || !Number.isInteger(start))
    throw faultAt(`${where}, answer "${text}"`, "a whole answer_start", start, "give its place in the context");
  const place = points.unitAt(start);
  if (place !== undefined && context.startsWith(text, place)) return { text, start: place };
  const found = context.slice(place ?? 0, place === undefined ? 0 : place + text.length);
  const remedy = context.startsWith(text, start)
    ? "count answer_start in code points, as Python does"
    : "mend the answer's start or text";
  throw new StillpointError(
    "INPUT",
    `${where}: expected the answer "${text}" at ${start} of its context; got "${found}"; ${remedy}`,
  );
}

/** What we read beyond SQuAD. */
function extrasOf(entry: unknown, points: CodePoints, place: string): Pick<SquadQuestion, "parts" | "group"> {
  if (!isRecord(entry)) return {};
  const { parts, group } = entry;
  if (group !== undefined && typeof group !== "string")
    throw faultAt(place, 'a "group" in quotes', group, "name it or leave it out");
  if (parts !== undefined && !isRecord(parts))
    throw faultAt(place, '"parts" such as {"decoy": [[0, 5]]}', parts, "name each part");
  const named =
    parts && Object.entries(parts).map(([name, spans]) => [name, spansOf(spans, `${place}, part ${name}`, points)]);
  return { ...(named ? { parts: Object.fromEntries(named) } : {}), ...(group === undefined ? {} : { group }) };
}

function spansOf(spans: unknown, place: string, points: CodePoints): Span[] {
  const list: readonly unknown[] = Array.isArray(spans) ? spans : [spans];
  const last = points.length;
  return list.map((span): Span => {
    const [start, end, ...more]: readonly unknown[] = Array.isArray(span) ? span : [];
    if (!isWhole(start) || !isWhole(end) || more.length > 0 || start < 0 || end <= start || end > last)
      throw faultAt(
        place,
        `spans [start, end], 0 <= start < end <= ${last}`,
        span,
        "count in code points of the context",
      );
    return [points.unitAt(start) ?? Number.NaN, points.unitAt(end) ?? Number.NaN];
  });
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
}

function listOf(value: unknown, field: string, place: string): readonly unknown[] {
  const list = isRecord(value) ? value[field] : undefined;
  if (!Array.isArray(list)) throw faultAt(place, `a list "${field}"`, list, "mend or remove the entry");
  return list;
}

function textOf(value: unknown, field: string, place: string): string {
  const text = isRecord(value) ? value[field] : undefined;
  if (typeof text !== "string" || text === "")
    throw faultAt(place, `a text "${field}"`, text, "mend or remove the entry");
  return text;
}
