// An entropy map over the words of a text: the text as it was, every unit on its colour.

import { entropyColour, entropyInk } from "./colour.ts";
import { escapeHtml } from "./escape.ts";
import type { MapView, PictureView, WordsView } from "./view.ts";

type Marks = Pick<PictureView, "regions" | "parts">;

function wordClass({ regions, parts }: Marks, points: ReadonlySet<number>, unit: number): string {
  const names = ["word"];
  if (regions?.[unit] === "f") names.push("object");
  if (parts?.[unit]) names.push("part");
  if (points.has(unit)) names.push("point");
  return names.join(" ");
}

/**
 * The texts with a mark around every unit: coloured by its share of the scale, underlined in the foreground, dotted on
 * a part, outlined and bold where it is a knowledge point. Without its tags it is the exact original text. The tab key
 * stops at no word of a `still` map.
 */
export function wordsMap(
  { blocks }: WordsView,
  marks: Marks,
  map: MapView,
  shares: readonly (number | null)[],
  label: string,
  still = false,
): string {
  const points = new Set(map.points);
  // one word of the map is in the order of the tab key; arrows lead to the others
  let reachable = true;
  const drawn = blocks.map(({ title, segments }) => {
    const words = segments.map(({ text, unit }) => {
      if (unit === null) return escapeHtml(text);
      const share = shares[unit] ?? null;
      const index = reachable ? 0 : -1;
      reachable = false;
      const hold = still ? "" : ` data-unit="${unit}" tabindex="${index}"`;
      return (
        `<span class="${wordClass(marks, points, unit)}"${hold} ` +
        `style="background:${entropyColour(share)};color:${entropyInk(share)}">${escapeHtml(text)}</span>`
      );
    });
    const head = title === undefined ? "" : `<p class="of">${escapeHtml(title)}</p>`;
    return `${head}<p class="text" dir="auto">${words.join("")}</p>`;
  });
  return `<div class="words" role="group" aria-label="${escapeHtml(label)}">${drawn.join("")}</div>`;
}
