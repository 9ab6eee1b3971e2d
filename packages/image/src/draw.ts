// Pictures, masks and entropy maps as SVG fragments: strings, so they work without a browser.

import { ensure, entropyRgb, type Region } from "@stillpoint/core";
import type { ImageBytes } from "./bytes.ts";
import { hex, shareOf } from "./colour-map.ts";
import type { Cells } from "./grid.ts";
import { pngAddress } from "./png.ts";

/** Above this many cells a map is one PNG with one title instead of a titled rectangle per cell. */
const TITLED_CELLS = 1024;

const markup = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** An SVG that fills the width of its parent and keeps its shape. */
function frame(height: number, width: number, title: string, content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="100%" role="img" aria-label="${markup(title)}" style="display:block"><title>${markup(title)}</title>${content}</svg>`;
}

const raster = (image: ImageBytes, height: number, width: number): string =>
  `<image href="${pngAddress(image)}" width="${width}" height="${height}" preserveAspectRatio="none" style="image-rendering:pixelated"/>`;

/** The picture, every pixel a sharp square. Throws `SHAPE` for bytes that do not fit. */
export function drawPicture(image: ImageBytes, title = "picture"): string {
  return frame(image.height, image.width, title, raster(image, image.height, image.width));
}

/** A `[H, W]` mask in 0..1: white is object. Throws `SHAPE` for another size. */
export function drawMask(
  mask: Float32Array | Uint8Array,
  height: number,
  width: number,
  title = "object mask",
): string {
  const bytes = Uint8Array.from(mask, (value) => Math.round(255 * value));
  return drawPicture({ height, width, channels: 1, bytes }, title);
}

export interface EntropyDrawing {
  /** Entropies drawn brightest and darkest, nats: one range for all maps that are to be compared. */
  readonly low: number;
  readonly high: number;
  readonly title?: string;
  /** `[n]` shown with each cell's number; its row and column by default. */
  readonly labels?: readonly string[];
  /** `[n]` draws a line around the foreground. */
  readonly regions?: readonly Region[];
}

/**
 * An entropy map `[n]` in nats: bright cells are kept by the layer, dark ones discarded; NaN is grey.
 * Throws `SHAPE` unless there is one value, and where given one label and region, per cell.
 */
export function drawEntropyMap(values: ArrayLike<number>, cells: Cells, drawing: EntropyDrawing): string {
  const count = cells.rows * cells.columns;
  for (const [name, length] of [
    ["values", values.length],
    ["labels", drawing.labels?.length ?? count],
    ["regions", drawing.regions?.length ?? count],
  ] as const)
    ensure(
      length === count,
      "SHAPE",
      () => `entropy map, ${name}: expected ${count} cells; got ${length}; use the map's own grid`,
    );
  const colours = Array.from(values, (value) => entropyRgb(shareOf(value, drawing.low, drawing.high)));
  const content =
    count > TITLED_CELLS
      ? raster(
          { height: cells.rows, width: cells.columns, channels: 3, bytes: Uint8Array.from(colours.flat()) },
          cells.height,
          cells.width,
        )
      : colours
          .map((colour, cell) =>
            drawCell(
              cells,
              cell,
              hex(colour),
              `${drawing.labels?.[cell] ?? placeOf(cells, cell)}: ${nats(values[cell]!)}`,
            ),
          )
          .join("");
  const outline = drawing.regions === undefined ? "" : drawOutline(cells, drawing.regions);
  return frame(cells.height, cells.width, drawing.title ?? "entropy map", content + outline);
}

const nats = (value: number): string => (Number.isNaN(value) ? "not defined" : `${value.toFixed(2)} nats`);

const placeOf = (cells: Cells, cell: number): string =>
  `(${Math.floor(cell / cells.columns)}, ${cell % cells.columns})`;

function drawCell(cells: Cells, cell: number, fill: string, title: string): string {
  const row = Math.floor(cell / cells.columns);
  const column = cell % cells.columns;
  const [y, bottom] = [cells.rowStarts[row]!, cells.rowStarts[row + 1]!];
  const [x, right] = [cells.columnStarts[column]!, cells.columnStarts[column + 1]!];
  return `<rect x="${x}" y="${y}" width="${right - x}" height="${bottom - y}" fill="${fill}" shape-rendering="crispEdges"><title>${markup(title)}</title></rect>`;
}

/** One line along every edge between a foreground cell and one that is not. */
function drawOutline(cells: Cells, regions: readonly Region[]): string {
  const inside = (row: number, column: number): boolean =>
    row >= 0 &&
    column >= 0 &&
    row < cells.rows &&
    column < cells.columns &&
    regions[row * cells.columns + column] === "foreground";
  let path = "";
  for (let row = 0; row <= cells.rows; row++)
    for (let column = 0; column <= cells.columns; column++) {
      const [x, y] = [cells.columnStarts[column]!, cells.rowStarts[row]!];
      if (column < cells.columns && inside(row - 1, column) !== inside(row, column))
        path += `M${x} ${y}H${cells.columnStarts[column + 1]!}`;
      if (row < cells.rows && inside(row, column - 1) !== inside(row, column))
        path += `M${x} ${y}V${cells.rowStarts[row + 1]!}`;
    }
  const line = `d="${path}" fill="none" vector-effect="non-scaling-stroke" stroke-linecap="square"`;
  return `<path ${line} stroke="#000" stroke-width="3"/><path ${line} stroke="#fff" stroke-width="1.5"/>`;
}

/** The colour scale of maps drawn with the same range, with its ends in nats. */
export function drawLegend(range: { readonly low: number; readonly high: number }): string {
  const steps = 64;
  const bytes = Uint8Array.from(Array.from({ length: steps }, (_, k) => entropyRgb(k / (steps - 1))).flat());
  const title = `colour scale: ${range.low.toFixed(2)} nats, kept, is bright; ${range.high.toFixed(2)} nats, discarded, is dark`;
  const scale = `<image href="${pngAddress({ height: 1, width: steps, channels: 3, bytes })}" width="240" height="14" preserveAspectRatio="none"/>`;
  const text = 'y="28" font-size="11" font-family="sans-serif" fill="currentColor"';
  return frame(
    32,
    240,
    title,
    `${scale}<text x="0" ${text}>${range.low.toFixed(2)} nats, kept</text><text x="240" text-anchor="end" ${text}>${range.high.toFixed(2)} nats, discarded</text>`,
  );
}
