import { entropyOf } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { loudness, noiseTable, noisyFrame } from "./noise-frames.ts";

/** As a browser's. */
function picture(width: number, height: number, level: number): ImageData {
  const data = new Uint8ClampedArray(4 * width * height).fill(level);
  return { width, height, data, colorSpace: "srgb", pixelFormat: "rgba-unorm8" };
}

describe("noisyFrame", () => {
  const map = { rows: 1, cols: 2, entropies: [entropyOf(0.001), entropyOf(0.1)] };

  it("leaves kept cells as they are beside those that are let go", () => {
    const levels = loudness(map, [map]);
    expect(levels[1]).toBeGreaterThan(50 * levels[0]!);
    const target = picture(40, 20, 0);
    noisyFrame(picture(40, 20, 128), target, map, levels, noiseTable(), { share: 1, offset: 7 });
    const apart = (from: number, to: number): number => {
      const values = Array.from({ length: 20 }, (_, y) =>
        Array.from({ length: to - from }, (_, x) => target.data[4 * (40 * y + from + x)]!),
      ).flat();
      return Math.sqrt(values.reduce((sum, value) => sum + (value - 128) ** 2, 0) / values.length);
    };
    expect(apart(0, 20)).toBeLessThan(2);
    expect(apart(20, 40)).toBeGreaterThan(40);
  });

  it("is the picture itself without noise, and loud by one scale for all maps", () => {
    const target = picture(40, 20, 0);
    const levels = loudness(map, [map]);
    noisyFrame(picture(40, 20, 128), target, map, levels, noiseTable(), { share: 0, offset: 0 });
    expect(new Set([...target.data].filter((_, k) => k % 4 < 3))).toEqual(new Set([128]));
    const louder = { ...map, entropies: map.entropies.map((entropy) => entropy + Math.log(10)) };
    expect(loudness(map, [map, louder])[1]! / loudness(louder, [map, louder])[1]!).toBeCloseTo(0.1, 1);
  });
});
