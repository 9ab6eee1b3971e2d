// Rows of pictures, the map of where a network looks over each.

import type { PicturesDrawing, Raster } from "@stillpoint/core";
import { escapeHtml } from "../escape.ts";
import { studyFigure } from "./figure.ts";
import { overlayColour } from "./heat-colour.ts";
import { pngAddress } from "./png.ts";

/** The picture and, over it, its map: each cell of the map covers its share of the picture. */
export function rasterPicture({ width, height, rgb, heat }: Raster, label: string): string {
  const image = (address: string): string =>
    `<image href="${address}" width="${width}" height="${height}" preserveAspectRatio="none"/>`;
  const pixels = pngAddress(width, height, 3, Uint8Array.from(Uint8ClampedArray.from(rgb)));
  const over = heat
    ? image(pngAddress(heat.width, heat.height, 4, Uint8Array.from(heat.values.flatMap(overlayColour))))
    : "";
  return `<svg class="raster" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(label)}">${image(pixels)}${over}</svg>`;
}

export function picturesFigure(drawing: PicturesDrawing): string {
  const { columns, rows } = drawing;
  const heads = columns.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join("");
  const body = rows.map(({ name, pictures }) => {
    const cells = pictures.map((picture, at) => {
      const column = columns[at] ?? "";
      const note = picture.note === undefined ? "" : `<small>${escapeHtml(picture.note)}</small>`;
      const label = [name, column, picture.heat ? "with a map over it" : ""].filter(Boolean).join(", ");
      return `<td>${rasterPicture(picture, label)}${note}</td>`;
    });
    return `<tr><th scope="row">${escapeHtml(name)}</th>${cells.join("")}</tr>`;
  });
  const label = escapeHtml(drawing.title);
  return studyFigure(
    drawing,
    "pictures wide",
    `<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table class="rasters"><thead><tr><td></td>${heads}</tr></thead><tbody>${body.join("")}</tbody></table></div>`,
  );
}
