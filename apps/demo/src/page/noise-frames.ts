// A picture under the noise a layer does not notice, frame by frame.

import { drawNormal, sigmaOf } from "@stillpoint/core";

/** Cells row by row. */
export interface NoiseMap {
  readonly rows: number;
  readonly cols: number;
  /** `[rows * cols]` nats. */
  readonly entropies: readonly number[];
}

/** Normal numbers that every frame draws from, at an offset of its own. */
const TABLE = 2 ** 16;
/** Levels of 0..255 that the loudest cell gets: the true noise is too small to be seen. */
const LOUDEST = 120;

export function noiseTable(): Float32Array {
  const table = new Float32Array(TABLE);
  drawNormal({ seed: 0, sample: "moving picture", purpose: "drawing", pass: 0 }, table);
  return table;
}

/**
 * `[rows * cols]` levels of noise by cell: σ of its entropy, all maps on one scale whose 95th percentile is loudest.
 */
export function loudness(map: NoiseMap, all: readonly NoiseMap[]): Float32Array {
  const sigmas = all.flatMap(({ entropies }) => entropies.map(sigmaOf)).sort((a, b) => a - b);
  const most = sigmas[Math.ceil(0.95 * (sigmas.length - 1))] ?? 1;
  return Float32Array.from(map.entropies, (entropy) => LOUDEST * Math.min(1, sigmaOf(entropy) / most));
}

/** The picture with noise at `share` of its loudness, into `target`; both `[height, width, 4]`. */
export function noisyFrame(
  picture: ImageData,
  target: ImageData,
  { rows, cols }: NoiseMap,
  levels: Float32Array,
  noise: Float32Array,
  { share, offset }: { readonly share: number; readonly offset: number },
): void {
  const { width, height, data } = picture;
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * rows) / height) * cols;
    for (let x = 0; x < width; x++) {
      const level = share * (levels[row + Math.floor((x * cols) / width)] ?? 0);
      const at = 4 * (y * width + x);
      for (let channel = 0; channel < 3; channel++)
        target.data[at + channel] = (data[at + channel] ?? 0) + level * (noise[(at + channel + offset) % TABLE] ?? 0);
      target.data[at + 3] = 255;
    }
  }
}
