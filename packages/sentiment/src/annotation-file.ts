// The user's own annotation: one JSON object a line.

import { isRecord, type OnEntryFault, readEntry, StillpointError } from "@stillpoint/core";
import {
  type Annotation,
  type CodePoints,
  codePointsOf,
  faultAt,
  jsonAt,
  linesOf,
  mapSpans,
  type Span,
} from "@stillpoint/text";

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
 * `text` and `foreground` are needed; in a file that gives parts only, `foregroundOf` finds the foreground. Spans are `[start, end]` in code points of the text
 * (what Python's `len` counts: an emoji is one), end excluded, and become UTF-16 code units here. `label` is a whole
 * number from 0, `id` any text, by default the file's name and line number; sentences of one `group` are also reported
 * apart. Empty lines are skipped.
 *
 * Throws `INPUT` with file and line for a line that is none such, an unknown field or a second use of an id; `RANGE`
 * for a span outside its text; `onFault` is told of such a line instead, which is left out.
 */
export function readAnnotations(
  lines: string,
  file: string,
  /** Foreground, in UTF-16 code units, of the sentences of a file that says nothing of it. */
  foregroundOf?: (text: string) => readonly Span[],
  onFault?: OnEntryFault,
): AnnotatedSentence[] {
  const seen = new Set<string>();
  const records = linesOf(lines).flatMap((line, index) => {
    if (line.trim() === "") return [];
    const place = `${file}:${index + 1}`;
    return readEntry(() => ({ place, record: jsonAt(line, place) }), onFault);
  });
  const has = (field: string): boolean => records.some(({ record }) => isRecord(record) && record[field] !== undefined);
  const listed = has("parts") && !has("foreground") ? foregroundOf : undefined;
  const read = (record: unknown, place: string): AnnotatedSentence => {
    const sentence = sentenceOf(record, place, listed);
    if (seen.has(sentence.id)) throw faultAt(place, "an id used once", sentence.id, "give it another id");
    seen.add(sentence.id);
    return sentence;
  };
  return records.flatMap(({ place, record }) => readEntry(() => read(record, place), onFault));
}

function sentenceOf(
  record: unknown,
  place: string,
  foregroundOf: ((text: string) => readonly Span[]) | undefined,
): AnnotatedSentence {
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
  const points = codePointsOf(text);
  const found = foreground === undefined ? foregroundOf?.(text) : undefined;
  const said = mapSpans(
    {
      foreground: found === undefined ? spansOf(foreground, points, `${place}, foreground`) : [],
      ...(border === undefined ? {} : { border: spansOf(border, points, `${place}, border`) }),
      ...(parts === undefined ? {} : { parts: partsOf(parts, points, `${place}, parts`) }),
    },
    points.unitAt,
  );
  return {
    id,
    text,
    ...(typeof label === "number" ? { label } : {}),
    ...(group === undefined ? {} : { group }),
    ...said,
    ...(found === undefined ? {} : { foreground: found }),
  };
}

function partsOf(parts: unknown, points: CodePoints, place: string): Record<string, Span[]> {
  if (!isRecord(parts)) throw faultAt(place, 'an object such as {"cue": [[0, 1]]}', parts, "name each part");
  return Object.fromEntries(
    Object.entries(parts).map(([name, spans]) => [name, spansOf(spans, points, `${place} "${name}"`)]),
  );
}

function spansOf(spans: unknown, { length }: CodePoints, place: string): Span[] {
  if (!Array.isArray(spans)) throw faultAt(place, "spans [[start, end], ...]", spans, "write [] for none");
  const all: readonly unknown[] = spans;
  return all.map((span): Span => {
    const ends: readonly unknown[] = Array.isArray(span) ? span : [];
    const [start, end] = ends;
    if (ends.length !== 2 || !isWhole(start) || !isWhole(end))
      throw faultAt(place, "spans [start, end]", span, "count in code points of the text");
    if (!(start >= 0 && start < end && end <= length))
      throw new StillpointError(
        "RANGE",
        `${place}: expected spans 0 <= start < end <= ${length}; got [${start}, ${end}]; count in code points of the text`,
      );
    return [start, end];
  });
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
}
