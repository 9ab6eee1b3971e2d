// What decoding changed in pictures, told once for all of them.

import type { ImageFile, StoredForm } from "@stillpoint/image";

/** A sentence for every kind of change, with how many pictures it concerns. */
export function storedNotes(images: readonly Pick<ImageFile, "stored">[], alphaIsMask: boolean): string[] {
  const count = (is: (stored: StoredForm) => unknown): string | undefined => {
    const found = images.filter(({ stored }) => stored !== undefined && is(stored)).length;
    return found === 0 ? undefined : `${found} of ${images.length} pictures`;
  };
  const said = (subject: string | undefined, what: string): string[] =>
    subject === undefined ? [] : [`${subject} ${what}`];
  return [
    ...said(
      count(({ orientation }) => orientation),
      "turned as their EXIF orientation says, and masks by their own",
    ),
    ...said(
      count(({ pages = 1 }) => pages > 1),
      "have several pages or frames: the first is measured",
    ),
    ...said(
      count(({ bits = 8 }) => bits > 8),
      "hold more than 8 bits a channel: rounded to 8",
    ),
    ...said(
      count(({ space }) => space),
      "are not stored as RGB or grey: turned into RGB",
    ),
    ...(alphaIsMask
      ? []
      : said(
          count(({ transparent }) => transparent),
          "have transparent pixels: measured with the colours stored behind them",
        )),
  ];
}
