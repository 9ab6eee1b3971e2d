import { uniformNumbers } from "@stillpoint/core";
import { expect, it } from "vitest";
import { upsample } from "./upsample.ts";

const key = { seed: 3, sample: "shape", purpose: "upsample", pass: 0 };

const cloud = (count: number): Float32Array =>
  Float32Array.from(uniformNumbers({ ...key, purpose: "cloud" }, 3 * count));

it("keeps every point and puts each new one between a point and its nearest neighbour", () => {
  const points = cloud(60);
  const more = upsample(points, 100, key);
  expect([...more.subarray(0, 180)]).toEqual([...points]);
  const at = (all: Float32Array, k: number) => all.subarray(3 * k, 3 * k + 3);
  const apart = (a: Float32Array, b: Float32Array) => Math.hypot(...a.map((value, axis) => value - b[axis]!));
  for (let k = 60; k < 100; k++) {
    const through = Array.from({ length: 60 }, (_, p) => {
      const others = Array.from({ length: 60 }, (_, q) => q).filter((q) => q !== p);
      const near = others.reduce((best, q) =>
        apart(at(points, p), at(points, q)) < apart(at(points, p), at(points, best)) ? q : best,
      );
      const [from, to, here] = [at(points, p), at(points, near), at(more, k)];
      return apart(from, here) + apart(here, to) - apart(from, to);
    });
    expect(Math.min(...through)).toBeLessThan(1e-6);
  }
});

it("gives every point its turn before any has two", () => {
  // Pairs far from each other: a new point tells its pair.
  const points = Float32Array.from({ length: 60 }, (_, k) => (k % 3 === 0 ? 100 * Math.floor(k / 6) + (k % 6) / 3 : 0));
  const more = upsample(points, 40, key);
  const pairs = Array.from({ length: 20 }, (_, k) => Math.floor(more[3 * (20 + k)]! / 100));
  for (let pair = 0; pair < 10; pair++) expect(pairs.filter((other) => other === pair)).toHaveLength(2);
});

it("is the same for the same key, and as it is for as many", () => {
  const points = cloud(20);
  expect(upsample(points, 33, key)).toEqual(upsample(points, 33, key));
  expect(upsample(points, 33, { ...key, seed: 4 })).not.toEqual(upsample(points, 33, key));
  expect(upsample(points, 20, key)).toEqual(points);
});

it("refuses fewer points, none, and what is no number", () => {
  expect(() => upsample(cloud(20), 19, key)).toThrow("upsample: expected a whole number of points from 20; got 19");
  expect(() => upsample(cloud(20), 20.5, key)).toThrow("got 20.5");
  expect(() => upsample(new Float32Array(3), 9, key)).toThrow("at least two points");
  expect(() => upsample(Float32Array.of(0, 0, 0, Number.NaN, 0, 0), 9, key)).toThrow("finite coordinates");
});
