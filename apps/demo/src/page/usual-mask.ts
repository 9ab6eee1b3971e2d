// The mask of a picture that came without one, until somebody paints a better one.

import type { NamedFile } from "../lab/protocol.ts";
import { asPng } from "./file-name.ts";
import { fillEllipse, pngOf, sized } from "./picture-canvas.ts";

/** What is said of a picture without a mask. */
export const UNMASKED =
  "No mask came along: what is not transparent counts as the object, or an ellipse in the middle where nothing is. Paint a better mask.";

/** Radius of the ellipse, as a share of the picture's sides. */
const RADIUS = 0.3;
/** Pixels a side that are looked at for transparency. */
const LOOK = 64;

/**
 * An ellipse in the middle; undefined where the picture's own transparency says what is object, and for a picture that
 * cannot be decoded, which the lab refuses by name.
 */
export async function usualMask({ name, content }: NamedFile): Promise<NamedFile | undefined> {
  const bitmap = await createImageBitmap(content).catch(() => undefined);
  if (bitmap === undefined) return undefined;
  try {
    if (isTransparent(bitmap)) return undefined;
    const canvas = sized(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d");
    if (context === null) return undefined;
    const { width, height } = canvas;
    context.fillRect(0, 0, width, height);
    context.fillStyle = "#fff";
    fillEllipse(context, [width / 2, height / 2], [RADIUS * width, RADIUS * height]);
    return { name: asPng(name), content: await pngOf(canvas) };
  } finally {
    bitmap.close();
  }
}

function isTransparent(bitmap: ImageBitmap): boolean {
  const canvas = sized(LOOK, LOOK);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) return false;
  context.drawImage(bitmap, 0, 0, LOOK, LOOK);
  const { data } = context.getImageData(0, 0, LOOK, LOOK);
  return data.some((value, k) => k % 4 === 3 && value < 250);
}
