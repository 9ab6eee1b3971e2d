// Where networks draw their boundaries on one plane, a panel each.

import type { RegionsDrawing } from "@stillpoint/core";
import { escapeHtml } from "../escape.ts";
import { roleClass } from "../role.ts";
import { studyFigure } from "./figure.ts";
import { classColour, cssColour } from "./heat-colour.ts";
import { pngAddress } from "./png.ts";

type Panel = RegionsDrawing["panels"][number];

/** Lines between neighbouring cells of different classes. */
export function boundaryPath(width: number, height: number, classes: readonly number[]): string {
  const parts: string[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const own = classes[y * width + x];
      if (x + 1 < width && classes[y * width + x + 1] !== own) parts.push(`M${x + 1} ${y}v1`);
      if (y + 1 < height && classes[(y + 1) * width + x] !== own) parts.push(`M${x} ${y + 1}h1`);
    }
  }
  return parts.join("");
}

function panel({ width, height, samples, classNames }: RegionsDrawing, { name, role, classes }: Panel): string {
  const pixels = Uint8Array.from(classes.flatMap((one) => [...classColour(one)]));
  const size = Math.max(width, height) / 26;
  const dots = samples.map(
    ({ x, y, class: own }) =>
      `<circle cx="${(x + 0.5).toFixed(2)}" cy="${(y + 0.5).toFixed(2)}" r="${size.toFixed(2)}" fill="${cssColour(classColour(own))}" stroke="#000" stroke-width="${(size / 3).toFixed(2)}"/>`,
  );
  const shares = [...new Set(classes)].map((one) => `${classNames[one]}`).join(", ");
  const image = `<image href="${pngAddress(width, height, 3, pixels)}" width="${width}" height="${height}" preserveAspectRatio="none"/>`;
  const lines = `<path class="boundary" d="${boundaryPath(width, height, classes)}" stroke-width="${(size / 5).toFixed(2)}"/>`;
  return (
    `<div><b${role ? ` class="${roleClass(role)}"` : ""}>${escapeHtml(name)}</b>` +
    `<svg class="raster" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(`${name}: regions of ${shares}`)}">${image}${lines}${dots.join("")}</svg></div>`
  );
}

export function regionsFigure(drawing: RegionsDrawing): string {
  const seen = new Set([
    ...drawing.panels.flatMap(({ classes }) => classes),
    ...drawing.samples.map((one) => one.class),
  ]);
  const keys = [...seen]
    .sort((a, b) => a - b)
    .map(
      (one) =>
        `<li><i class="patch" aria-hidden="true" style="background:${cssColour(classColour(one))}"></i>${escapeHtml(drawing.classNames[one] ?? "")}</li>`,
    );
  return studyFigure(
    drawing,
    "regions wide",
    `<ul class="legend">${keys.join("")}</ul><div class="panels">${drawing.panels.map((one) => panel(drawing, one)).join("")}</div>`,
  );
}
