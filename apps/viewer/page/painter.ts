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
export const BORDER = { width: 0.7, ringWidth: 1.6 };
