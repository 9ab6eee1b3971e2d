// Texts with a weight for each piece.

import type { WordsDrawing } from "@stillpoint/core";
import { escapeHtml } from "../escape.ts";
import { studyFigure } from "./figure.ts";
import { cssColour, heatColour, inkOn } from "./heat-colour.ts";

const SCALE = { low: 0, high: 1 };

function pieceMarkup({ text, weight }: WordsDrawing["rows"][number]["pieces"][number]): string {
  const colour = weight === null ? undefined : heatColour(weight, SCALE);
  if (colour === undefined) return escapeHtml(text);
  return `<span class="word" style="background:${cssColour(colour)};color:${inkOn(colour)}">${escapeHtml(text)}</span>`;
}

export function wordsFigure(drawing: WordsDrawing): string {
  const rows = drawing.rows.map(({ name, note, pieces }) => {
    const said = note === undefined ? "" : ` <small>${escapeHtml(note)}</small>`;
    return `<p class="of">${escapeHtml(name)}${said}</p><p class="text" dir="auto">${pieces.map(pieceMarkup).join("")}</p>`;
  });
  return studyFigure(drawing, "words wide", rows.join(""));
}
