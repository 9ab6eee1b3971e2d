// Pixels within a polygon.

/**
 * Sets `mask`, `[H, W]`, to `value` where a pixel's centre lies within the polygon `x0, y0, x1, y1, ...` (pixels, 0 at the
 * outer edge of the first one), by the even-odd rule; what lies outside the mask is cut off.
 */
export function fillPolygon(
  mask: Uint8Array,
  { height, width }: { readonly height: number; readonly width: number },
  polygon: readonly number[],
  value: number,
): void {
  const corners = Math.floor(polygon.length / 2);
  for (let row = 0; row < height; row += 1) {
    const y = row + 0.5;
    const crossings: number[] = [];
    for (let k = 0; k < corners; k += 1) {
      const next = (k + 1) % corners;
      const [x0, y0, x1, y1] = [polygon[2 * k]!, polygon[2 * k + 1]!, polygon[2 * next]!, polygon[2 * next + 1]!];
      // An end belongs to the edge below it, so that a corner is crossed once.
      if (y0 <= y === y1 <= y) continue;
      crossings.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
    }
    crossings.sort((a, b) => a - b);
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      const from = Math.max(0, Math.ceil(crossings[k]! - 0.5));
      const to = Math.min(width, Math.ceil(crossings[k + 1]! - 0.5));
      if (from < to) mask.fill(value, row * width + from, row * width + to);
    }
  }
}
