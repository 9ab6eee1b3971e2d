// Maps over words on one sheet, as a drawing of its own: the browser lays the words out, whatever their script.

import {
  entropyColour,
  entropyInk,
  escapeHtml,
  type MapView,
  type Reference,
  unitShares,
  wordsMap,
} from "@stillpoint/viewer/parts";
import type { FittedSample, LabMap } from "../lab/protocol.ts";
import { scaleSvg } from "./map-sheet.ts";
import { pictureView } from "./picture-view.ts";

export interface SheetWords {
  readonly title: string;
  readonly sample: FittedSample;
  readonly map: LabMap;
  readonly view: MapView;
}

/** A piece of a word on one line, pixels. */
export interface Piece {
  readonly text: string;
  readonly unit: number | undefined;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Of the text around it. */
  readonly rightToLeft: boolean;
}

export interface LaidWords {
  readonly pieces: readonly Piece[];
  readonly height: number;
}

const WIDTH = 420;
const GAP = 28;
const HEAD = 30;
const COLUMNS = 2;
/** Of the scale below the words. */
const SCALE = 36;
const SCALE_WIDTH = 640;
const FONT = "font-family:sans-serif;font-size:16px;line-height:2";
/** From the top of a line's letters to their foot, as a share of their height. */
const FOOT = 0.78;

/** Sheets of words; `lay` is the browser's unless a test brings its own. */
export function wordsSheet(
  maps: readonly SheetWords[],
  reference: Reference,
  domain: readonly [number, number],
  lay: (html: string) => LaidWords = laidByBrowser,
): { readonly svg: string; readonly width: number; readonly height: number } {
  const columns = Math.min(COLUMNS, maps.length);
  const bottoms = Array.from({ length: columns }, () => GAP);
  const drawn = maps.map(({ title, sample, view }, k) => {
    const shares = unitShares(view, reference, domain);
    const picture = pictureView(sample, [view]);
    const { layout } = picture;
    if (layout.kind !== "words") return "";
    const { pieces, height } = lay(wordsMap(layout, picture, view, shares, title));
    const top = bottoms[k % columns] ?? GAP;
    bottoms[k % columns] = top + HEAD + height + GAP;
    const words = pieces.map((piece) => pieceSvg(piece, picture, shares, new Set(view.points)));
    return (
      `<g transform="translate(${GAP + (k % columns) * (WIDTH + GAP)} ${top})">` +
      `<text y="16" font-size="15" font-weight="bold">${escapeHtml(title)}</text>` +
      `<g transform="translate(0 ${HEAD})" font-size="16">${words.join("")}</g></g>`
    );
  });
  const width = Math.max(SCALE_WIDTH, GAP + columns * (WIDTH + GAP));
  const foot = Math.max(...bottoms);
  const height = foot + SCALE;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif"><rect width="100%" height="100%" fill="#fff"/>${drawn.join("")}${scaleSvg({ reference, domain }, foot)}</svg>`;
  return { svg, width, height };
}

function pieceSvg(
  { text, unit, left, top, width, height, rightToLeft }: Piece,
  { regions, parts }: Pick<ReturnType<typeof pictureView>, "regions" | "parts">,
  shares: readonly (number | null)[],
  points: ReadonlySet<number>,
): string {
  const n = (value: number): string => value.toFixed(1);
  const share = unit === undefined ? undefined : (shares[unit] ?? null);
  const foot = n(top + height * FOOT);
  const from = rightToLeft ? `x="${n(left + width)}" direction="rtl"` : `x="${n(left)}"`;
  const ink = share === undefined ? "#555" : entropyInk(share);
  const bold = unit !== undefined && points.has(unit);
  const words = `<text ${from} y="${foot}" fill="${ink}" textLength="${n(width)}" lengthAdjust="spacingAndGlyphs"${bold ? ' font-weight="bold"' : ""}>${escapeHtml(text)}</text>`;
  if (unit === undefined || share === undefined) return words;
  const frame = bold ? ' stroke="#111" stroke-width="2"' : "";
  const mark = `<rect x="${n(left - 2)}" y="${n(top - 1)}" width="${n(width + 4)}" height="${n(height + 2)}" rx="3" fill="${entropyColour(share)}"${frame}/>`;
  const line = parts?.[unit] ? ' stroke-dasharray="2 2"' : regions?.[unit] === "f" ? "" : undefined;
  const under =
    line === undefined
      ? ""
      : `<path d="M${n(left)} ${n(top + height - 1)}h${n(width)}" stroke="${ink}" stroke-width="1.6" fill="none"${line}/>`;
  return mark + words + under;
}

/** Puts markup on the page, out of sight, and reads where its words came to lie. */
function laidByBrowser(html: string): LaidWords {
  const place = document.createElement("div");
  place.style.cssText = `position:absolute;left:-9999px;top:0;width:${WIDTH}px;visibility:hidden;${FONT}`;
  place.setAttribute("aria-hidden", "true");
  place.innerHTML = html;
  document.body.append(place);
  try {
    const origin = place.getBoundingClientRect();
    const pieces: Piece[] = [];
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      const unit = parent?.dataset.unit;
      const rightToLeft = parent !== null && getComputedStyle(parent).direction === "rtl";
      for (const { text, box } of linesOf(node)) {
        pieces.push({
          text,
          unit: unit === undefined ? undefined : Number(unit),
          left: box.left - origin.left,
          top: box.top - origin.top,
          width: box.width,
          height: box.height,
          rightToLeft,
        });
      }
    }
    return { pieces, height: origin.height };
  } finally {
    place.remove();
  }
}

/** A text node cut where the browser broke its lines. */
function linesOf(node: Node): { readonly text: string; readonly box: DOMRect }[] {
  const text = node.textContent ?? "";
  if (text.trim() === "") return [];
  const range = document.createRange();
  const lines: { text: string; box: DOMRect }[] = [];
  let start = 0;
  let last: number | undefined;
  const close = (end: number): void => {
    range.setStart(node, start);
    range.setEnd(node, end);
    const box = range.getBoundingClientRect();
    if (box.width > 0 && text.slice(start, end).trim() !== "") lines.push({ text: text.slice(start, end), box });
    start = end;
  };
  let at = 0;
  for (const character of text) {
    range.setStart(node, at);
    range.setEnd(node, at + character.length);
    const { top, width } = range.getBoundingClientRect();
    if (width > 0 && last !== undefined && Math.abs(top - last) > 4) close(at);
    if (width > 0) last = top;
    at += character.length;
  }
  close(text.length);
  return lines;
}
