// All maps of a sample on one sheet, as a drawing of its own.

import {
  entropyColour,
  escapeHtml,
  outlinePath,
  type PictureView,
  type Reference,
  unitShares,
} from "@stillpoint/viewer/parts";

export interface SheetMap {
  readonly title: string;
  readonly view: PictureView["maps"][number];
}

const SIDE = 240;
const GAP = 24;
const HEAD = 34;

/** Grids alone: words and clouds are drawn otherwise. */
export function gridSheet(
  picture: PictureView,
  maps: readonly SheetMap[],
  reference: Reference,
  domain: readonly [number, number],
): { readonly svg: string; readonly width: number; readonly height: number } {
  const { layout } = picture;
  const [rows, cols] = layout.kind === "grid" ? [layout.rows, layout.cols] : [1, 1];
  const width = GAP + maps.length * (SIDE + GAP);
  const tall = (SIDE * rows) / cols;
  const height = HEAD + tall + GAP;
  const drawn = maps.map(({ title, view }, k) => {
    const cells = unitShares(view, reference, domain).map((share, unit) => {
      const fill = entropyColour(share);
      return `<rect x="${unit % cols}" y="${Math.floor(unit / cols)}" width="1.02" height="1.02" fill="${fill}"/>`;
    });
    const left = GAP + k * (SIDE + GAP);
    return (
      `<text x="${left}" y="22" font-family="sans-serif" font-size="14">${escapeHtml(title)}</text>` +
      `<g transform="translate(${left} ${HEAD}) scale(${SIDE / cols})">${cells.join("")}` +
      `<path d="${outlinePath(view.points, cols)}" fill="none" stroke="#fff" stroke-width="0.12"/>` +
      `<path d="${outlinePath(view.points, cols)}" fill="none" stroke="#000" stroke-width="0.06"/></g>`
    );
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><rect width="100%" height="100%" fill="#fff"/>${drawn.join("")}</svg>`;
  return { svg, width, height };
}
