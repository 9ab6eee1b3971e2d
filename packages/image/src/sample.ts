// One picture as the network sees it, with its annotation.

import { ensure } from "@stillpoint/core";

export interface ImageSample {
  readonly id: string;
  /** `[C, H, W]`, already normalised. */
  readonly pixels: Float32Array;
  readonly height: number;
  readonly width: number;
  /** `[H, W]` share of each pixel that the object covers, 0..1. */
  readonly mask: Float32Array | Uint8Array;
  /** `[H, W]` share of each pixel that is neither object nor background, such as VOC's void, 0..1. */
  readonly border?: Float32Array | Uint8Array;
  /** Named parts of the background, `[H, W]` each, 0..1, such as `distractor`. */
  readonly parts?: Readonly<Record<string, Float32Array | Uint8Array>>;
}

/** C of a sample. Throws `SHAPE` where pixels, size and masks do not fit together, `NOT_FINITE`, `RANGE` on bad values. */
export function checkSample(sample: ImageSample): number {
  const { height, width, pixels } = sample;
  const subject = `image "${sample.id}"`;
  ensure(
    Number.isInteger(height) && Number.isInteger(width) && height > 0 && width > 0,
    "SHAPE",
    () => `${subject}: expected a positive whole height and width; got ${height}x${width}; check the decoder`,
  );
  const channels = pixels.length / (height * width);
  ensure(
    Number.isInteger(channels) && channels > 0,
    "SHAPE",
    () =>
      `${subject}: expected pixels of channels x ${height} x ${width}; got ${pixels.length} numbers; pass [C, H, W] with at least one channel`,
  );
  const bad = pixels.findIndex((value) => !Number.isFinite(value));
  ensure(
    bad < 0,
    "NOT_FINITE",
    () => `${subject}: expected finite pixels; got ${pixels[bad]} at index ${bad}; check the normalisation`,
  );
  checkMask(subject, "mask", sample.mask, height, width);
  if (sample.border !== undefined) checkMask(subject, "border", sample.border, height, width);
  for (const [part, mask] of Object.entries(sample.parts ?? {}))
    checkMask(subject, `part "${part}"`, mask, height, width);
  return channels;
}

function checkMask(
  subject: string,
  name: string,
  mask: Float32Array | Uint8Array,
  height: number,
  width: number,
): void {
  ensure(
    mask.length === height * width,
    "SHAPE",
    () =>
      `${subject}, ${name}: expected ${height} x ${width} = ${height * width} values; got ${mask.length}; resize the mask with the image`,
  );
  const bad = mask.findIndex((value) => !(value >= 0 && value <= 1));
  ensure(
    bad < 0,
    "RANGE",
    () =>
      `${subject}, ${name}: expected values in 0..1; got ${mask[bad]} at index ${bad}; read bytes with maskFromBytes`,
  );
}
