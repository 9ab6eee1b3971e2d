// A cloud as an SVG string, seen from one side: a thumbnail that works without a browser.

import { ensure, type Region } from "@stillpoint/core";
import { checkPoints } from "./sample.ts";

export interface PointDrawing {
  /** `[N]` colours points by where they lie: object, border, clutter. */
  readonly regions?: readonly Region[];
  /** `[N]` CSS colours, such as those of a map; they come before regions. */
  readonly fills?: readonly string[];
  /** `[N]` shown with each point. */
  readonly labels?: readonly string[];
  readonly title?: string;
  /** Degrees the camera is turned about y; 30 by default. */
  readonly turn?: number;
  /** Degrees the camera looks down; 20 by default. */
  readonly tilt?: number;
}

/** Side of the drawing and radius of the nearest and the farthest dot, in its own units. */
const SIZE = 200;
const NEAR = 2.6;
const FAR = 1.4;

/** Told apart by lightness as well as by hue. */
const REGION_FILLS: Readonly<Record<Region, string>> = {
  foreground: "#d9480f",
  border: "#868e96",
  background: "#74a9d8",
};

const markup = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

/**
 * The points `[N, 3]` without perspective, y up, far ones first and smaller. The unit sphere fills the picture, so clouds
 * drawn side by side keep their sizes; a cloud that reaches beyond is drawn smaller.
 *
 * Throws what `checkPoints` throws, and `SHAPE` unless there is one region, fill and label, where given, per point.
 */
export function drawPoints(points: Float32Array, drawing: PointDrawing = {}): string {
  const count = checkPoints("drawPoints", points);
  const { regions, fills, labels, title = "points", turn = 30, tilt = 20 } = drawing;
  for (const [name, list] of Object.entries({ regions, fills, labels }))
    ensure(
      list === undefined || list.length === count,
      "SHAPE",
      () => `drawPoints, ${name}: expected one for each of ${count} points; got ${list?.length}; use the cloud's own`,
    );
  const { across, up, near } = projected(points, turn, tilt);
  let reach = 1;
  for (let p = 0; p < count; p++) reach = Math.max(reach, Math.hypot(across[p]!, up[p]!, near[p]!));
  const scale = (SIZE / 2 - NEAR) / reach;
  const order = Array.from({ length: count }, (_, p) => p).sort((a, b) => near[a]! - near[b]! || a - b);
  const dots = order.map((p) => {
    const x = (SIZE / 2 + scale * across[p]!).toFixed(1);
    const y = (SIZE / 2 - scale * up[p]!).toFixed(1);
    const radius = (FAR + ((NEAR - FAR) * (near[p]! / reach + 1)) / 2).toFixed(1);
    const fill = fills?.[p] ?? REGION_FILLS[regions?.[p] ?? "border"];
    const label = labels?.[p];
    const dot = `<circle cx="${x}" cy="${y}" r="${radius}" fill="${markup(fill)}"`;
    return label === undefined ? `${dot}/>` : `${dot}><title>${markup(label)}</title></circle>`;
  });
  const name = markup(title);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${SIZE}" width="100%" role="img" aria-label="${name}" style="display:block"><title>${name}</title>${dots.join("")}</svg>`;
}

/** `[N]` coordinates to the right, upwards and towards the camera, in the cloud's unit of length. */
function projected(
  points: Float32Array,
  turn: number,
  tilt: number,
): { across: Float64Array; up: Float64Array; near: Float64Array } {
  const [cosTurn, sinTurn] = [Math.cos((turn * Math.PI) / 180), Math.sin((turn * Math.PI) / 180)];
  const [cosTilt, sinTilt] = [Math.cos((tilt * Math.PI) / 180), Math.sin((tilt * Math.PI) / 180)];
  const count = points.length / 3;
  const [across, up, near] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  for (let p = 0; p < count; p++) {
    const [x, y, z] = [points[3 * p]!, points[3 * p + 1]!, points[3 * p + 2]!];
    const depth = sinTurn * x + cosTurn * z;
    across[p] = cosTurn * x - sinTurn * z;
    up[p] = cosTilt * y - sinTilt * depth;
    near[p] = sinTilt * y + cosTilt * depth;
  }
  return { across, up, near };
}
