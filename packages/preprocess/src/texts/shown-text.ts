// A text sample as the report shows it: its words in their place, each with its unit.

import { FIXED, type TextBlock, type UnitInput } from "@stillpoint/core";
import { type Encoding, segmentsOf, unitsOfWords, wordsOf } from "@stillpoint/text";
import type { ShownSample } from "../fitted-samples.ts";

/** One text of a sample: which of the encoding's texts it is, and a heading where there are several. */
export interface ShownBlock {
  readonly source: 0 | 1;
  readonly text: string;
  readonly title?: string;
}

export interface ShownText {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  readonly encoding: Encoding;
  readonly blocks: readonly ShownBlock[];
}

/** The maps mark regions and parts on the words themselves, so there is no picture beside them. */
export function shownText(input: UnitInput, { id, group, title, encoding, blocks }: ShownText): ShownSample {
  return {
    input,
    info: { id, group, units: input.units },
    look: {
      title,
      layout: { kind: "words", blocks: blocks.map((block) => layoutOf(block, encoding, input)) },
      picture: () => "",
      annotation: () => "",
    },
  };
}

function layoutOf({ source, text, title }: ShownBlock, encoding: Encoding, { unitOf }: UnitInput): TextBlock {
  const words = wordsOf(text);
  const units = unitsOfWords(words, encoding, source, unitOf);
  const segments = segmentsOf(text, words, units).map(({ text: piece, unit }) => {
    return { text: piece, unit: unit === FIXED ? null : unit };
  });
  return title === undefined ? { segments } : { title, segments };
}
