// A coarse map at the size of its picture.

import { ensure } from "@stillpoint/core";

/**
 * Maps `[s·h·w]` at another size `[s·H·W]`, bilinear between the centres of cells, constant beyond the outermost: what
 * PyTorch calls `bilinear` without `align_corners`. The same size changes nothing.
 *
 * @throws StillpointError SHAPE for maps of other sizes
 */
export function upsampled(
  maps: Float32Array,
  [height, width]: readonly [number, number],
  [tall, wide]: readonly [number, number],
): Float32Array {
  ensure(
    maps.length % (height * width) === 0,
    "SHAPE",
    () => `maps: expected ${height}x${width} cells each; got ${maps.length} in all; give their size`,
  );
  const samples = maps.length / (height * width);
  const [rows, columns] = [taps(height, tall), taps(width, wide)];
  const large = new Float32Array(samples * tall * wide);
  for (let sample = 0; sample < samples; sample++) {
    const start = sample * height * width;
    for (const [y, row] of rows.entries()) {
      const [above, below] = [start + row.low * width, start + row.high * width];
      for (const [x, { low, high, share }] of columns.entries()) {
        const top = maps[above + low]! * (1 - share) + maps[above + high]! * share;
        const bottom = maps[below + low]! * (1 - share) + maps[below + high]! * share;
        large[(sample * tall + y) * wide + x] = top * (1 - row.share) + bottom * row.share;
      }
    }
  }
  return large;
}

/** For every new cell the two old ones around its centre, and the share of the second. */
function taps(from: number, to: number): readonly { low: number; high: number; share: number }[] {
  return Array.from({ length: to }, (_, k) => {
    const at = Math.min(Math.max(((k + 0.5) * from) / to - 0.5, 0), from - 1);
    const low = Math.floor(at);
    return { low, high: Math.min(low + 1, from - 1), share: at - low };
  });
}
