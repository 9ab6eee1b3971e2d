import { describe, expect, it } from "vitest";
import { normaliseCloud } from "./normalise.ts";

const cloud = Float32Array.from({ length: 60 }, (_, k) => 5 * Math.sin(k * k) + (k % 3));

describe("normaliseCloud", () => {
  it("puts the mean at the origin and the farthest point at distance 1", () => {
    const points = normaliseCloud(cloud);
    for (const axis of [0, 1, 2]) {
      const mean = points.filter((_, k) => k % 3 === axis).reduce((sum, value) => sum + value, 0) / 20;
      expect(mean).toBeCloseTo(0, 6);
    }
    const radii = Array.from({ length: 20 }, (_, p) => Math.hypot(...points.subarray(3 * p, 3 * p + 3)));
    expect(Math.max(...radii)).toBeCloseTo(1, 6);
  });

  it("forgets place and size", () => {
    const moved = normaliseCloud(cloud.map((value, k) => 3 * value + [7, -2, 40][k % 3]!));
    for (const [k, value] of normaliseCloud(cloud).entries()) expect(moved[k]).toBeCloseTo(value, 5);
  });

  it("names a cloud without extent and one with NaN", () => {
    expect(() => normaliseCloud(new Float32Array(9).fill(2))).toThrow(/different places; got 3 at one place/);
    expect(() => normaliseCloud(Float32Array.of(0, 0, 0, 1, Number.NaN, 0))).toThrow(/NaN for y of point 1/);
  });
});
