// What paints a cloud onto a canvas of the page.

import type { Cloud, CloudLook } from "../src/cloud.ts";
import type { Orbit } from "../src/orbit.ts";

/** Paints a cloud on a square canvas; `density` is device pixels per CSS pixel. */
export type CloudPainter = (
  context: CanvasRenderingContext2D,
  cloud: Cloud,
  orbit: Orbit,
  look: CloudLook,
  density: number,
) => void;

/** Widths of borders and rings, CSS pixels. */
export const BORDER: { readonly width: number; readonly ringWidth: number } = { width: 0.7, ringWidth: 1.6 };

/** How much thinner the borders of small points are. */
export function slimness(radius: number): number {
  return Math.min(1, radius / 2.6);
}
