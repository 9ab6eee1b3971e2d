// Where sentences begin and end.

import type { Span } from "./spans.ts";

const segmenter: Intl.Segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/** Endings after which Unicode's rule sees a new sentence and readers do not: titles, initials, common abbreviations. */
const ABBREVIATION =
  /(?:^|[^\p{L}\p{N}])(?:\p{Lu}|Mr|Mrs|Ms|Dr|St|Sr|Jr|Prof|Gen|Col|Lt|Capt|Sgt|Rev|Hon|Mt|Ft|No|vs|ca|c|approx|est|e\.g|i\.e|U\.S|U\.K)\.\s*$/u;

/**
 * Sentences as spans that follow each other and fill the text: Unicode's rule (UAX 29, Node's ICU), joined where a
 * piece ends in a single capital letter or an abbreviation such as `Dr.` or `St.`. An empty text has none.
 */
export function sentencesOf(text: string): Span[] {
  const spans: Span[] = [];
  let start = 0;
  for (const end of boundaries(text)) {
    if (end < text.length && ABBREVIATION.test(text.slice(start, end))) continue;
    spans.push([start, end]);
    start = end;
  }
  return spans;
}

/** Ends of segments. Node copies the whole text for each, so it is given one line at a time: lines always end one. */
function* boundaries(text: string): Generator<number> {
  for (const line of text.matchAll(/[^\n]*\n|[^\n]+$/gu))
    for (const { segment, index } of segmenter.segment(line[0])) yield line.index + index + segment.length;
}
