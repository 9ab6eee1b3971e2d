// Pictures between what a network reads and red, green and blue from 0 to 1.

import { ensure, type Tensor } from "@stillpoint/core";
import type { SampleInputs } from "@stillpoint/distill";

/** One picture `[3, H, W]`, 0 to 1. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly rgb: Float32Array;
}

/** The input that holds pictures `[b, 3, H, W]`, each channel (value − mean) / deviation. */
export interface PictureInput {
  readonly name: string;
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** The first picture of an input, in 0 to 1. Throws `StillpointError` `INPUT` or `SHAPE` for anything but float32 `[b, 3, H, W]`. */
export function pictureOf(sample: SampleInputs, { name, mean, deviation }: PictureInput): Picture {
  const tensor = sample[name];
  const [, channels, height = 0, width = 0] = tensor?.shape ?? [];
  ensure(
    tensor?.data instanceof Float32Array && channels === 3 && height * width > 0,
    "SHAPE",
    () =>
      `input ${name}: expected pictures [b, 3, H, W] of float32; got ${tensor?.shape.join("x") ?? "none"}; name the pictures' input`,
  );
  const { data } = tensor;
  const n = height * width;
  const rgb = Float32Array.from({ length: 3 * n }, (_, k) => {
    const channel = Math.floor(k / n);
    return Number(data[k]) * deviation[channel]! + mean[channel]!;
  });
  return { height, width, rgb };
}

/** The sample with this picture in its place. */
export function withPicture(
  sample: SampleInputs,
  { name, mean, deviation }: PictureInput,
  { height, width, rgb }: Picture,
): SampleInputs {
  const n = height * width;
  const data = rgb.map((value, k) => (value - mean[Math.floor(k / n)]!) / deviation[Math.floor(k / n)]!);
  const tensor: Tensor = { type: "float32", shape: [1, 3, height, width], data };
  return { ...sample, [name]: tensor };
}
