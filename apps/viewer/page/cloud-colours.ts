// The colours that clouds take from the page.

import type { Rgb } from "@stillpoint/core";
import { PAPER } from "../src/paper.ts";

/** Red, green and blue of `#rrggbb`; white for `#fff`. */
function rgbOf(text: string): Rgb {
  const channel = (at: number): number => Number.parseInt(text.slice(at, at + 2), 16) || 0;
  return text.length === 4 ? [255, 255, 255] : [channel(1), channel(3), channel(5)];
}

/** A colour of the page's theme by its name in the style sheet, or of paper while printing. */
export function themeColour(place: HTMLElement, name: string, printing: boolean): Rgb {
  return rgbOf(printing ? (PAPER[name] ?? "#000000") : getComputedStyle(place).getPropertyValue(name).trim());
}
