// The user's own annotation: one JSON object a line.

import { type Annotation, checkAnnotation, faultAt, isRecord, jsonAt, linesOf, type Span } from "@stillpoint/text";

export interface AnnotatedSentence extends Annotation {
  readonly id: string;
  readonly text: string;
  readonly label?: number;
  /** Reported apart from other groups, such as `held-out`. */
  readonly group?: string;
}

const FIELDS: readonly string[] = ["id", "text", "label", "foreground", "border", "parts", "group"];

/**
 * Sentences of a JSON lines file. Each line is one object:
 *
 *     {"text": "A dull film.", "foreground": [[2, 6]], "label": 0, "id": "d1", "border": [[7, 11]], "parts": {"cue": [[0, 1]]}}
 *
 * `text` and `foreground` are needed. Spans are `[start, end]` in UTF-16 code units (what JavaScript's `length`
 * counts), end excluded. `label` is a whole number from 0, `id` any text, by default the file's name and line number;
 * sentences of one `group` are also reported apart. Empty lines are skipped.
 *
 * Throws `INPUT` with file and line for a line that is none such, an unknown field or a second use of an id; `RANGE`
 * for a span outside its text.
 */
export function readAnnotations(lines: string, file: string): AnnotatedSentence[] {
  const seen = new Set<string>();
  return linesOf(lines).flatMap((line, index) => {
    if (line.trim() === "") return [];
    const place = `${file}:${index + 1}`;
    const sentence = sentenceOf(jsonAt(line, place), place);
    if (seen.has(sentence.id)) throw faultAt(place, "an id used once", sentence.id, "give it another id");
    seen.add(sentence.id);
    checkAnnotation(place, sentence.text, sentence);
    return [sentence];
  });
}

function sentenceOf(record: unknown, place: string): AnnotatedSentence {
  if (!isRecord(record)) throw faultAt(place, "an object", record, 'write {"text": ..., "foreground": [[start, end]]}');
  const unknown = Object.keys(record).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) throw faultAt(place, `fields ${FIELDS.join(", ")}`, unknown, "rename or remove it");
  const { id = place, text, label, foreground, border, parts, group } = record;
  if (typeof text !== "string" || text.trim() === "") throw faultAt(place, "a text", text, "write the sentence");
  if (typeof id !== "string") throw faultAt(place, "an id in quotes", id, "put it in quotes or leave it out");
  if (label !== undefined && !(typeof label === "number" && Number.isInteger(label) && label >= 0))
    throw faultAt(place, "a label that is a whole number from 0", label, "number the classes");
  if (group !== undefined && typeof group !== "string")
    throw faultAt(place, "a group in quotes", group, "name it or leave it out");
  return {
    id,
    text,
    ...(typeof label === "number" ? { label } : {}),
    ...(group === undefined ? {} : { group }),
    foreground: spansOf(foreground, `${place}, foreground`),
    ...(border === undefined ? {} : { border: spansOf(border, `${place}, border`) }),
    ...(parts === undefined ? {} : { parts: partsOf(parts, `${place}, parts`) }),
  };
}

function partsOf(parts: unknown, place: string): Record<string, Span[]> {
  if (!isRecord(parts)) throw faultAt(place, 'an object such as {"cue": [[0, 1]]}', parts, "name each part");
  return Object.fromEntries(Object.entries(parts).map(([name, spans]) => [name, spansOf(spans, `${place} "${name}"`)]));
}

function spansOf(spans: unknown, place: string): Span[] {
  if (!Array.isArray(spans)) throw faultAt(place, "spans [[start, end], ...]", spans, "write [] for none");
  const all: readonly unknown[] = spans;
  return all.map((span): Span => {
    const ends: readonly unknown[] = Array.isArray(span) ? span : [];
    const [start, end] = ends;
    if (ends.length !== 2 || typeof start !== "number" || typeof end !== "number")
      throw faultAt(place, "spans [start, end]", span, "count in UTF-16 code units");
    return [start, end];
  });
}
