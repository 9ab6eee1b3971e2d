// Samples before and after an attack, beside what changed.

import type { PicturesDrawing, WordsDrawing } from "@stillpoint/core";
import type { Picture } from "../pictures/picture.ts";
import { rasterOf } from "../pictures/raster.ts";

export interface StripSample {
  readonly name: string;
  readonly clean: Picture;
  readonly attacked: Picture;
  /** What networks answer before and after, for people. */
  readonly before: string;
  readonly after: string;
}

/** One row for each sample: clean, attacked, and the difference around a middle grey, as large as a picture's range allows. */
export function attackStrip(samples: readonly StripSample[]): PicturesDrawing {
  const enlarged = enlargement(samples);
  return {
    ...{ kind: "pictures", id: "adversarial.strip", title: "What fools the teacher" },
    caption: `The clean picture, the one that fools the teacher, and their difference times ${enlarged}, one factor for all; grey is no change. Below them what networks answer.`,
    columns: ["clean", "attacked", `difference × ${enlarged}`],
    rows: samples.map(({ name, clean, attacked, before, after }) => {
      const rgb = clean.rgb.map((value, k) => 0.5 + enlarged * (attacked.rgb[k]! - value));
      return {
        name,
        pictures: [
          { ...rasterOf(clean), note: before },
          { ...rasterOf(attacked), note: after },
          rasterOf({ ...clean, rgb }),
        ],
      };
    }),
  };
}

/** A whole number of times by which no change leaves the range of 0 to 1 around its middle. */
function enlargement(samples: readonly StripSample[]): number {
  let largest = 0;
  for (const { clean, attacked } of samples)
    for (const [k, value] of clean.rgb.entries()) largest = Math.max(largest, Math.abs(attacked.rgb[k]! - value));
  return largest > 0 ? Math.max(1, Math.floor(0.5 / largest)) : 1;
}

export interface StripText extends Pick<StripSample, "name" | "before" | "after"> {
  /** What is read, and what it was exchanged for. */
  readonly pieces: readonly { readonly clean: string; readonly attacked: string }[];
}

/** Two rows for each text, clean and attacked, exchanged words marked. */
export function wordStrip(texts: readonly StripText[]): WordsDrawing {
  const row = (name: string, note: string, { pieces }: StripText, which: "clean" | "attacked") => ({
    ...{ name, note },
    pieces: pieces.map((piece) => ({ text: piece[which], weight: piece.clean === piece.attacked ? null : 1 })),
  });
  return {
    ...{ kind: "words", id: "adversarial.strip", title: "What fools the teacher" },
    caption:
      "The clean text and the one that fools the teacher; exchanged words are marked. Beside them what networks answer.",
    rows: texts.flatMap((text) => [
      row(`${text.name}, clean`, text.before, text, "clean"),
      row(`${text.name}, attacked`, text.after, text, "attacked"),
    ]),
  };
}
