// All maps of a sample on one sheet with their scale, as a drawing of its own.

import { ENTROPY_STOPS } from "@stillpoint/core";
import {
  type Cloud,
  type CloudLook,
  cloudSvg,
  entropyColour,
  escapeHtml,
  type Orbit,
  outlinePath,
  type PictureView,
  plain,
  type Reference,
  radiusFor,
  signed,
  unitShares,
} from "@stillpoint/viewer/parts";

export interface SheetMap {
  readonly title: string;
  readonly view: PictureView["maps"][number];
}

/** What stands on every sheet. */
export interface SheetScale {
  readonly reference: Reference;
  readonly domain: readonly [number, number];
  /** Sample, layer and threshold, under the maps. */
  readonly caption: string;
}

export interface Sheet {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

interface Panel {
  readonly title: string;
  /** Elements of a panel `SIDE` wide. */
  readonly markup: string;
}

const SIDE = 240;
const GAP = 24;
const HEAD = 34;
const FOOT = 56;
const BAR = { width: 200, height: 10 } as const;
/** As the page has them by day. */
const LOOK: Pick<CloudLook, "border" | "ring"> = { border: [31, 35, 41], ring: [31, 35, 41] };

/** Grids alone: words and clouds are drawn otherwise. */
export function gridSheet(picture: PictureView, maps: readonly SheetMap[], scale: SheetScale): Sheet {
  const { layout } = picture;
  const [rows, cols] = layout.kind === "grid" ? [layout.rows, layout.cols] : [1, 1];
  const panels = maps.map(({ title, view }) => {
    const cells = unitShares(view, scale.reference, scale.domain).map((share, unit) => {
      const fill = entropyColour(share);
      return `<rect x="${unit % cols}" y="${Math.floor(unit / cols)}" width="1.02" height="1.02" fill="${fill}"/>`;
    });
    const outline = outlinePath(view.points, cols);
    const markup =
      `<g transform="scale(${SIDE / cols})">${cells.join("")}` +
      `<path d="${outline}" fill="none" stroke="#fff" stroke-width="0.12"/>` +
      `<path d="${outline}" fill="none" stroke="#000" stroke-width="0.06"/></g>`;
    return { title, markup };
  });
  return sheet(panels, (SIDE * rows) / cols, scale);
}

/** Clouds as they are looked at now. */
export function cloudSheet(
  clouds: readonly { readonly title: string; readonly cloud: Cloud }[],
  orbit: Orbit,
  scale: SheetScale,
): Sheet {
  const panels = clouds.map(({ title, cloud }) => {
    const look = { ...LOOK, radius: radiusFor(cloud.shapes.length, SIDE) };
    return { title, markup: cloudSvg(cloud, orbit, look, SIDE) };
  });
  return sheet(panels, SIDE, scale);
}

function sheet(panels: readonly Panel[], tall: number, { reference, domain, caption }: SheetScale): Sheet {
  const width = Math.max(GAP + panels.length * (SIDE + GAP), 2 * GAP + 2 * SIDE);
  const height = HEAD + tall + FOOT;
  const drawn = panels.map(({ title, markup }, k) => {
    const left = GAP + k * (SIDE + GAP);
    return `${text(left, 22, 14, title)}<g transform="translate(${left} ${HEAD})">${markup}</g>`;
  });
  const legend = scaleSvg({ reference, domain }, HEAD + tall + 26) + text(GAP, HEAD + tall + 52, 12, caption);
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<rect width="100%" height="100%" fill="#fff"/>${drawn.join("")}${legend}</svg>`;
  return { svg, width, height };
}

/** The colour scale with its nats, of a sheet of its own. */
export function scaleSvg({ reference, domain }: Pick<SheetScale, "reference" | "domain">, top: number): string {
  const [low, high] = domain.map((value) => (reference === "raw" ? plain(value, 1) : signed(value, 1)));
  const stops = ENTROPY_STOPS.map(({ at, rgb }) => `<stop offset="${at}" stop-color="rgb(${rgb.join(",")})"/>`);
  const unit =
    reference === "raw" ? "nats; light: the layer keeps it" : "nats beside the map’s mean; light: the layer keeps it";
  return (
    `<defs><linearGradient id="scale">${stops.join("")}</linearGradient></defs>` +
    `${text(GAP, top + 9, 12, low ?? "")}<rect x="${GAP + 44}" y="${top}" width="${BAR.width}" height="${BAR.height}" fill="url(#scale)" stroke="#000" stroke-width="0.5"/>` +
    text(GAP + 52 + BAR.width, top + 9, 12, `${high} ${unit}`)
  );
}

function text(x: number, y: number, size: number, words: string): string {
  return `<text x="${x}" y="${y}" font-family="sans-serif" font-size="${size}" fill="#1f2329">${escapeHtml(words)}</text>`;
}
