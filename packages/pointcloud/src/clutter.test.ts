import { uniformNumbers } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { addClutter } from "./clutter.ts";
import { meanSpacing } from "./clutter-pieces.ts";

const key = { seed: 3, sample: "a", purpose: "clutter", pass: 0 };

/** `[count, 3]` on the surface of a box. */
function box(count: number, size: readonly number[], seed: number): Float32Array {
  const draws = uniformNumbers({ seed, sample: "box", purpose: "test", pass: 0 }, 3 * count);
  return Float32Array.from({ length: 3 * count }, (_, k) => {
    const [p, axis] = [Math.floor(k / 3), k % 3];
    const side = p % 3 === axis ? Math.round(draws[k]!) : draws[k]!;
    return size[axis]! * (side - 0.5);
  });
}

const object = box(512, [4, 8, 4], 1);
const sources = [box(512, [1, 0.1, 1], 2), box(512, [900, 20, 20], 3)];
const cloud = addClutter(object, sources, { share: 0.25, key });

const part = (points: Float32Array, from: number, to: number): Float32Array => points.slice(3 * from, 3 * to);

/** The smallest distance between points of two clouds. */
function gap(some: Float32Array, others: Float32Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (let a = 0; a < some.length; a += 3)
    for (let b = 0; b < others.length; b += 3)
      least = Math.min(
        least,
        Math.hypot(some[a]! - others[b]!, some[a + 1]! - others[b + 1]!, some[a + 2]! - others[b + 2]!),
      );
  return least;
}

describe("addClutter", () => {
  it("keeps the number of points: three quarters object, then a quarter clutter", () => {
    expect(cloud.points).toHaveLength(object.length);
    expect(cloud.regions.slice(0, 384).every((region) => region === "foreground")).toBe(true);
    expect(cloud.regions.slice(384).every((region) => region === "background")).toBe(true);
    expect(cloud.regions).toHaveLength(512);
  });

  it("puts the mean at the origin and the farthest point at distance 1", () => {
    const radii = Array.from({ length: 512 }, (_, p) => Math.hypot(...part(cloud.points, p, p + 1)));
    expect(Math.max(...radii)).toBeCloseTo(1, 6);
    for (const axis of [0, 1, 2]) {
      expect(cloud.points.filter((_, k) => k % 3 === axis).reduce((sum, x) => sum + x, 0) / 512).toBeCloseTo(0, 6);
    }
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])(
    "keeps object and pieces apart by more than points of the object lie apart, seed %d",
    (seed) => {
      const { points } = addClutter(object, sources, { share: 0.25, key: { ...key, seed } });
      const [shape, one, other] = [part(points, 0, 384), part(points, 384, 448), part(points, 448, 512)];
      for (const distance of [gap(shape, one), gap(shape, other), gap(one, other)])
        expect(distance / meanSpacing(shape)).toBeGreaterThan(1.49);
    },
  );

  it("makes clutter as dense as the object whatever the sources' size and place, or denser", () => {
    const space = meanSpacing(part(cloud.points, 0, 384));
    for (const [from, to] of [
      [384, 448],
      [448, 512],
    ] as const)
      expect(meanSpacing(part(cloud.points, from, to)) / space).toBeLessThan(1.001);
    const moved = sources.map((source) => source.map((x) => 1000 * x));
    const again = addClutter(object, moved, { share: 0.25, key }).points;
    for (const [k, x] of again.entries()) expect(x).toBeCloseTo(cloud.points[k]!, 3);
  });

  it("does not depend on the object's place and size", () => {
    const moved = object.map((x, k) => 3 * x + [5, -2, 7][k % 3]!);
    const again = addClutter(moved, sources, { share: 0.25, key }).points;
    for (const [k, x] of again.entries()) expect(x).toBeCloseTo(cloud.points[k]!, 4);
  });

  it("leaves the object's points their parts, gives clutter none, and moves nothing for them", () => {
    const sides = Array.from({ length: 512 }, (_, p) => (object[3 * p + 1]! > 0 ? "upper" : "lower"));
    const { parts = [], ...rest } = addClutter(object, sources, { share: 0.25, key, parts: sides });
    expect(rest).toEqual(cloud);
    expect(parts.slice(384)).toEqual(Array.from({ length: 128 }, () => undefined));
    const heights = (side: string): number[] =>
      parts.flatMap((name, p) => (name === side ? [cloud.points[3 * p + 1]!] : []));
    const [upper, lower] = [heights("upper"), heights("lower")];
    expect(upper.length + lower.length).toBe(384);
    expect(Math.min(...upper)).toBeGreaterThan(Math.max(...lower));
    expect(() => addClutter(object, sources, { share: 0.25, key, parts: ["leg"] })).toThrow(
      /clutter, parts: expected one for each of 512 points; got 1;/,
    );
  });

  it("is the same cloud for the same key and another one for any other", () => {
    expect(addClutter(object, sources, { share: 0.25, key })).toEqual(cloud);
    for (const change of [{ seed: 4 }, { sample: "b" }])
      expect(addClutter(object, sources, { share: 0.25, key: { ...key, ...change } }).points).not.toEqual(cloud.points);
  });

  it("makes more pieces for a larger share, so none is large", () => {
    const most = addClutter(object, sources, { share: 0.9, key });
    expect(most.regions.filter((region) => region === "background")).toHaveLength(461);
    const seven = addClutter(object, sources, { share: 0.9, key, pieces: 7 });
    expect(seven).toEqual(most);
  });

  it.each([
    ["no share", object, sources, { share: 0 }, /share above 0 and at most 0.9; got 0;/],
    ["a share that is no number", object, sources, { share: Number.NaN }, /got NaN/],
    ["a share of almost all", object, sources, { share: 0.95 }, /got 0.95/],
    ["too few points", object.slice(0, 12), sources, { share: 0.25 }, /at least 2 points .* got 3 and 1 of 4/],
    ["no other shape", object, [], { share: 0.25 }, /at least one other shape; got none/],
    [
      "small sources",
      object,
      [sources[0]!.slice(0, 90)],
      { share: 0.25 },
      /from 1 to 30, the points there are; got 64/,
    ],
    ["one place", new Float32Array(300), sources, { share: 0.25 }, /different places; got 100 at one place/],
    ["a source at one place", object, [new Float32Array(1536)], { share: 0.25 }, /piece of points at different places/],
    ["NaN", object.map((x, k) => (k === 7 ? Number.NaN : x)), sources, { share: 0.25 }, /got NaN for y of point 2/],
  ] as const)("refuses %s", (_, shape, others, options, message) => {
    expect(() => addClutter(shape, others, { key, ...options })).toThrow(message);
  });
});
