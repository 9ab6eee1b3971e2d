// A cloud as SVG: the shapes of the painters, farthest first.

import type { Rgb } from "@stillpoint/core";
import { type Cloud, type CloudLook, RING_SCALE, SHAPES } from "./cloud.ts";
import type { Orbit } from "./orbit.ts";
import { farFirst, project } from "./projection.ts";

/** Widths in radii of an ordinary point, as the painters have them for usual clouds. */
const WIDTHS = { border: 0.2, ring: 0.55 } as const;

function rgb(colour: Rgb): string {
  return `rgb(${colour.join(",")})`;
}

/** A path about the origin. */
function outline(shape: number | undefined, r: number): string {
  if (shape === SHAPES.square) return `M${-0.89 * r} ${-0.89 * r}h${1.78 * r}v${1.78 * r}h${-1.78 * r}z`;
  if (shape === SHAPES.diamond) return `M0 ${-1.26 * r}L${1.26 * r} 0L0 ${1.26 * r}L${-1.26 * r} 0z`;
  return `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
}

/** Elements of a square of `size`, to be put into an SVG. */
export function cloudSvg(cloud: Cloud, orbit: Orbit, look: CloudLook, size: number): string {
  const projection = project(cloud.positions, orbit, size);
  const marks = [...farFirst(projection)].map((point) => {
    const ringed = cloud.rings[point] === 1;
    const radius = look.radius * (projection.nearness[point] ?? 1) * (ringed ? RING_SCALE : 1);
    const path = outline(cloud.shapes[point], radius).replaceAll(/-?\d+\.\d+/g, (text) =>
      String(Number(Number(text).toFixed(2))),
    );
    const at = `${(projection.x[point] ?? 0).toFixed(1)} ${(projection.y[point] ?? 0).toFixed(1)}`;
    const fill = `rgb(${cloud.colours.subarray(3 * point, 3 * point + 3).join(",")})`;
    const line = (colour: Rgb, width: number): string =>
      `stroke="${rgb(colour)}" stroke-width="${(width * look.radius).toFixed(2)}"`;
    const halo = ringed ? `<path d="${path}" ${line(look.border, WIDTHS.ring + 2 * WIDTHS.border)}/>` : "";
    const edge = ringed ? line(look.ring, WIDTHS.ring) : line(look.border, WIDTHS.border);
    return `<g transform="translate(${at})" fill="${fill}">${halo}<path d="${path}" ${edge}/></g>`;
  });
  return marks.join("");
}
