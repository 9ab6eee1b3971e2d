// What the marks of a layout mean, under its maps.

import { escapeHtml } from "./escape.ts";
import type { PictureView } from "./view.ts";

function partOf({ parts }: PictureView): string | undefined {
  return parts?.find((name) => name !== null) ?? undefined;
}

function shape(markup: string): string {
  return `<svg viewBox="0 0 16 16" aria-hidden="true">${markup}</svg>`;
}

function list(items: readonly (readonly [string, string])[]): string {
  return `<ul class="keys">${items.map(([mark, words]) => `<li>${mark}${escapeHtml(words)}</li>`).join("")}</ul>`;
}

/** Nothing for grids: the annotation beside them says it. */
export function marksLegend(picture: PictureView): string {
  const part = partOf(picture);
  if (picture.layout.kind === "points") {
    return list([
      [shape('<circle cx="8" cy="8" r="4.5"/>'), "object"],
      [shape('<rect x="4" y="4" width="8" height="8"/>'), "background"],
      ...(part ? [[shape('<path d="M8 2.5l5.5 5.5-5.5 5.5-5.5-5.5z"/>'), part] as const] : []),
      [shape('<circle class="ring" cx="8" cy="8" r="6.5"/>'), "knowledge point"],
      ["", "drag or arrow keys turn all clouds, + and − zoom, 0 goes back, . and , go from point to point"],
    ]);
  }
  if (picture.layout.kind === "words") {
    const word = (name: string): string => `<span class="word ${name}" aria-hidden="true">word</span>`;
    return list([
      [word("object"), "foreground"],
      ...(part ? [[word("part"), part] as const] : []),
      [word("point"), "knowledge point"],
    ]);
  }
  return "";
}
