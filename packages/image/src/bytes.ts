// Decoded picture bytes to normalised pixels and masks.

import { ensure } from "@stillpoint/core";

/** A decoded picture: `[H, W, K]` bytes; K is 1 grey, 2 grey + alpha, 3 RGB, 4 RGBA. */
export interface ImageBytes {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly bytes: Uint8Array;
}

/** Per channel, on the scale 0..1: normalised = (byte / 255 − mean) / deviation. */
export interface Normalisation {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** The constants most ImageNet networks were trained with. */
export const imagenet: Normalisation = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] };

/** Pixels as they are, 0..1. */
export const unitRange: Normalisation = { mean: [0, 0, 0], deviation: [1, 1, 1] };

/** Throws `SHAPE` unless the bytes fill H x W x K with K of 1..4. */
export function checkBytes(subject: string, image: ImageBytes): void {
  const { height, width, channels, bytes } = image;
  ensure(
    channels >= 1 && channels <= 4 && bytes.length === height * width * channels && bytes.length > 0,
    "SHAPE",
    () =>
      `${subject}: expected height x width x 1..4 bytes; got ${bytes.length} for ${height}x${width}x${channels}; check the decoder`,
  );
}

/**
 * `[C, H, W]` normalised pixels, C = number of means. Grey is repeated over the channels; alpha is ignored.
 * Throws `SHAPE` for bytes that do not fit, `RANGE` for a normalisation that does not fit them.
 */
export function pixelsFromBytes(image: ImageBytes, normalisation: Normalisation): Float32Array {
  checkBytes("image", image);
  const { mean, deviation } = normalisation;
  const colours = image.channels < 3 ? 1 : 3;
  ensure(
    mean.length > 0 && mean.length === deviation.length && deviation.every((value) => value > 0),
    "RANGE",
    () =>
      `normalisation: expected as many deviations > 0 as means; got ${mean} and ${deviation}; pass one of each per channel`,
  );
  ensure(
    colours === 1 || colours === mean.length,
    "RANGE",
    () => `normalisation: expected ${colours} channels; got ${mean.length}; a colour picture needs three means`,
  );
  const area = image.height * image.width;
  const pixels = new Float32Array(mean.length * area);
  for (let c = 0; c < mean.length; c++) {
    const scale = Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - mean[c]!) / deviation[c]!);
    const offset = colours === 1 ? 0 : c;
    for (let p = 0; p < area; p++) pixels[c * area + p] = scale[image.bytes[p * image.channels + offset]!]!;
  }
  return pixels;
}

/** Shares of linear light in luminance (Rec. 709), of red, green and blue. */
const LUMINANCE = [0.2126, 0.7152, 0.0722] as const;

/**
 * `[H, W, 1]` grey levels of a picture: its luminance, in sRGB's steps. Grey pixels keep their level; alpha is ignored.
 * Throws `SHAPE` for bytes that do not fit.
 */
export function greyBytes(image: ImageBytes): ImageBytes {
  checkBytes("image", image);
  const { height, width, channels } = image;
  const light = Float64Array.from({ length: 256 }, (_, byte) => linearLight(byte / 255));
  const bytes = Uint8Array.from({ length: height * width }, (_, p) => {
    const [red = 0, green = red, blue = red] = image.bytes.subarray(p * channels, p * channels + channels);
    if (channels < 3 || (red === green && green === blue)) return red;
    const sum = LUMINANCE[0] * light[red]! + LUMINANCE[1] * light[green]! + LUMINANCE[2] * light[blue]!;
    return Math.round(255 * screenLevel(sum));
  });
  return { height, width, channels: 1, bytes };
}

/** IEC 61966-2-1. */
function linearLight(level: number): number {
  return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
}

function screenLevel(light: number): number {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
}

/** `[H, W, 3]` bytes of normalised pixels `[C, H, W]`, C of 1 or 3, clipped to what a screen can show. */
export function bytesFromPixels(
  pixels: Float32Array,
  height: number,
  width: number,
  normalisation: Normalisation,
): ImageBytes {
  const area = height * width;
  const channels = pixels.length / area;
  ensure(
    channels === 1 || channels === 3,
    "SHAPE",
    () =>
      `picture: expected 1 or 3 channels of ${height}x${width}; got ${pixels.length} numbers; choose the channels to show`,
  );
  const bytes = new Uint8Array(3 * area);
  for (let p = 0; p < area; p++)
    for (let c = 0; c < 3; c++) {
      const k = channels === 1 ? 0 : c;
      const value = pixels[k * area + p]! * normalisation.deviation[k]! + normalisation.mean[k]!;
      bytes[3 * p + c] = Math.min(255, Math.max(0, Math.round(255 * value)));
    }
  return { height, width, channels: 3, bytes };
}

/**
 * `[H, W]` object mask of a mask picture: 1 where any colour channel is above zero and alpha is too, so both white
 * on black and coloured label pictures work. With `soft`, grey levels are shares: the largest channel / 255.
 * Throws `SHAPE` for bytes that do not fit.
 */
export function maskFromBytes(image: ImageBytes, options: { readonly soft?: boolean } = {}): Float32Array {
  checkBytes("mask", image);
  const { channels, bytes } = image;
  const colours = channels < 3 ? 1 : 3;
  const mask = new Float32Array(image.height * image.width);
  for (let p = 0; p < mask.length; p++) {
    let top = 0;
    for (let c = 0; c < colours; c++) top = Math.max(top, bytes[p * channels + c]!);
    if (channels > colours && bytes[p * channels + colours] === 0) top = 0;
    mask[p] = options.soft === true ? top / 255 : top > 0 ? 1 : 0;
  }
  return mask;
}

/** `[H, W]` the alpha channel as an object mask, 0..1; undefined where the picture has none or is opaque everywhere. */
export function maskFromAlpha(image: ImageBytes): Float32Array | undefined {
  checkBytes("image", image);
  const { channels, bytes } = image;
  if (channels % 2 === 1) return undefined;
  const mask = new Float32Array(image.height * image.width);
  for (let p = 0; p < mask.length; p++) mask[p] = bytes[p * channels + channels - 1]! / 255;
  return mask.every((value) => value === 1) ? undefined : mask;
}
