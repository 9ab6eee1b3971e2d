import { describe, expect, it } from "vitest";
import {
  bytesFromPixels,
  greyBytes,
  imagenet,
  maskFromAlpha,
  maskFromBytes,
  pixelsFromBytes,
  unitRange,
} from "./bytes.ts";

const image = (channels: number, values: number[], width = values.length / channels) => ({
  height: 1,
  width,
  channels,
  bytes: Uint8Array.from(values),
});

describe("pixelsFromBytes", () => {
  it("is (byte / 255 - mean) / deviation, channels first", () => {
    const pixels = pixelsFromBytes(image(3, [0, 51, 255, 255, 102, 0]), {
      mean: [0, 0.2, 0.5],
      deviation: [1, 0.1, 0.25],
    });
    [0, 1, 0, 2, 2, -2].forEach((value, k) => {
      expect(pixels[k]).toBeCloseTo(value, 6);
    });
  });

  it("repeats grey over three channels and ignores alpha", () => {
    expect(pixelsFromBytes(image(1, [255, 0]), unitRange)).toEqual(Float32Array.of(1, 0, 1, 0, 1, 0));
    expect(pixelsFromBytes(image(2, [255, 9, 0, 9]), unitRange)).toEqual(Float32Array.of(1, 0, 1, 0, 1, 0));
    const rgb = pixelsFromBytes(image(3, [1, 2, 3, 4, 5, 6]), imagenet);
    expect(pixelsFromBytes(image(4, [1, 2, 3, 77, 4, 5, 6, 0]), imagenet)).toEqual(rgb);
  });

  it("names a normalisation and bytes that do not fit", () => {
    expect(() => pixelsFromBytes(image(3, [1, 2, 3]), { mean: [0], deviation: [1] })).toThrow(
      /expected 3 channels; got 1/,
    );
    expect(() => pixelsFromBytes(image(3, [1, 2, 3]), { mean: [0, 0, 0], deviation: [1, 1, 0] })).toThrow(
      /deviations > 0/,
    );
    expect(() => pixelsFromBytes(image(3, [1, 2], 1), unitRange)).toThrow(expect.objectContaining({ code: "SHAPE" }));
  });
});

describe("bytesFromPixels", () => {
  it("undoes pixelsFromBytes for every byte", () => {
    const all = image(
      3,
      Array.from({ length: 768 }, (_, k) => (k * 7) % 256),
    );
    expect(bytesFromPixels(pixelsFromBytes(all, imagenet), 1, 256, imagenet)).toEqual(all);
  });

  it("clips what no screen shows", () => {
    expect(bytesFromPixels(Float32Array.of(-1, 2), 1, 2, unitRange).bytes).toEqual(
      Uint8Array.of(0, 0, 0, 255, 255, 255),
    );
  });
});

describe("greyBytes", () => {
  it("keeps grey, whatever the number of channels", () => {
    expect(greyBytes(image(4, [7, 7, 7, 255, 201, 201, 201, 0])).bytes).toEqual(Uint8Array.of(7, 201));
    expect(greyBytes(image(1, [7, 201])).bytes).toEqual(Uint8Array.of(7, 201));
    expect(greyBytes(image(2, [7, 255, 201, 0])).bytes).toEqual(Uint8Array.of(7, 201));
  });

  it("is the luminance of colours: CSS Color 4's pure red, green and blue", () => {
    expect(greyBytes(image(3, [255, 0, 0, 0, 255, 0, 0, 0, 255])).bytes).toEqual(Uint8Array.of(127, 220, 76));
  });
});

describe("maskFromBytes", () => {
  it("is 1 for any value above zero, in grey and in any label colour", () => {
    expect(maskFromBytes(image(1, [0, 1, 255]))).toEqual(Float32Array.of(0, 1, 1));
    expect(maskFromBytes(image(3, [0, 0, 0, 0, 0, 128, 224, 0, 0]))).toEqual(Float32Array.of(0, 1, 1));
  });

  it("is 0 where the mask picture is transparent", () => {
    expect(maskFromBytes(image(4, [9, 9, 9, 0, 9, 9, 9, 1]))).toEqual(Float32Array.of(0, 1));
  });

  it("keeps grey levels as shares when soft", () => {
    expect(maskFromBytes(image(1, [0, 51, 255]), { soft: true })).toEqual(Float32Array.of(0, 0.2, 1));
  });
});

describe("maskFromAlpha", () => {
  it("is the alpha channel as a share, and nothing where the picture is opaque", () => {
    expect(maskFromAlpha(image(4, [1, 1, 1, 0, 1, 1, 1, 255]))).toEqual(Float32Array.of(0, 1));
    expect(maskFromAlpha(image(4, [1, 1, 1, 255]))).toBeUndefined();
    expect(maskFromAlpha(image(3, [1, 1, 1]))).toBeUndefined();
  });
});
