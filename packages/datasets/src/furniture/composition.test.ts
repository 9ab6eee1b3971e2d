import { readFileSync } from "node:fs";
import { pointAdapter } from "@stillpoint/pointcloud";
import { checkAdapter } from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { CLUTTER_CUE, type ComposedCloud, composeCloud, cueCloudRule, teacherCloudRule } from "./composition.ts";
import { cueForms } from "./cues.ts";
import { type FurnitureShape, parseFurniturePack } from "./pack.ts";

const pack = await parseFurniturePack(readFileSync(new URL("../../data/furniture.pack.gz", import.meta.url)));
const classes = pack.classes.length;
const key = { seed: 5, purpose: "test", copy: 0 };
const shapeAt = (k: number): FurnitureShape => pack.shapes[(k * 37) % pack.shapes.length]!;

const compose = (count: number, rule = cueCloudRule(0.9)): ComposedCloud[] =>
  Array.from({ length: count }, (_, k) => composeCloud(shapeAt(k), pack.shapes, classes, rule, { ...key, copy: k }));

const shown = compose(200);

type Place = readonly [x: number, y: number, z: number];

/** Points [from, to) of a cloud. */
const places = ({ points }: ComposedCloud, from: number, to: number): Place[] =>
  Array.from({ length: to - from }, (_, k) => {
    const p = 3 * (from + k);
    return [points[p]!, points[p + 1]!, points[p + 2]!];
  });

const apart = (one: Place, other: Place): number => Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);

const gap = (some: readonly Place[], others: readonly Place[]): number =>
  Math.min(...some.map((one) => Math.min(...others.map((other) => apart(one, other)))));

/** Mean distance of each point to the nearest other one. */
const spacing = (some: readonly Place[]): number =>
  some.reduce((sum, one, k) => sum + Math.min(...some.map((o, j) => (j === k ? 9 : apart(one, o)))), 0) / some.length;

describe("composeCloud", () => {
  it("is the same cloud for the same key and another one for any other", () => {
    const make = (shape = shapeAt(1), change = {}): Float32Array =>
      composeCloud(shape, pack.shapes, classes, cueCloudRule(0.9), { ...key, ...change }).points;
    const base = make();
    expect(make()).toEqual(base);
    for (const other of [make(shapeAt(2)), make(shapeAt(1), { seed: 6 }), make(shapeAt(1), { copy: 1 })])
      expect(other).not.toEqual(base);
    expect(make(shapeAt(1), { purpose: "x" })).not.toEqual(base);
  });

  it("puts 192 of 256 points on the object, 40 on clutter, 24 on the cue, at any N in the same shares", () => {
    for (const points of [64, 256, 512]) {
      const cloud = composeCloud(shapeAt(3), pack.shapes, classes, cueCloudRule(0.9, points), key);
      expect(cloud.points).toHaveLength(3 * points);
      const share = (holds: (p: number) => boolean): number =>
        Array.from({ length: points }, (_, p) => p).filter(holds).length / points;
      expect(share((p) => cloud.regions[p] === "foreground")).toBe(0.75);
      expect(share((p) => cloud.parts?.[p] === CLUTTER_CUE)).toBe(3 / 32);
      expect(share((p) => cloud.parts?.[p] === CLUTTER_CUE && cloud.regions[p] === "foreground")).toBe(0);
    }
  });

  it("keeps object, clutter and cue apart by more than points of the object lie apart", () => {
    for (const cloud of compose(60, { ...cueCloudRule(0.9), jitter: 0 })) {
      const [object, clutter, cue] = [places(cloud, 0, 192), places(cloud, 192, 232), places(cloud, 232, 256)];
      const space = spacing(object);
      for (const [some, others] of [
        [object, clutter],
        [object, cue],
        [clutter, cue],
      ] as const)
        expect(gap(some, others) / space, cloud.id).toBeGreaterThan(1.49);
    }
  });

  it("leaves clutter as dense as the object, or denser where it would be large", () => {
    const ratios = compose(60, { ...cueCloudRule(0.9), jitter: 0 }).map((cloud) => {
      const pieces = [places(cloud, 192, 212), places(cloud, 212, 232)];
      return pieces.map((piece) => spacing(piece) / spacing(places(cloud, 0, 192)));
    });
    for (const ratio of ratios.flat()) expect(ratio).toBeLessThan(1.001);
    expect(ratios.flat().filter((ratio) => ratio > 0.999).length).toBeGreaterThan(90);
  });

  it("stays inside the unit sphere but for stray points, the object at its centre", () => {
    let outside = 0;
    for (const cloud of shown) {
      const radii = places(cloud, 0, 256).map(([x, y, z]) => Math.hypot(x, y, z));
      expect(Math.max(...radii)).toBeLessThan(1.1);
      outside += radii.filter((radius) => radius > 1).length;
      const mean = places(cloud, 0, 192).reduce((sum, [x]) => sum + x / 192, 0);
      expect(Math.abs(mean)).toBeLessThan(0.1);
    }
    expect(outside / (256 * shown.length)).toBeLessThan(1e-3);
  });

  it.each([0.9, 0.5, 1 / 11, 0, 1])("shows the cue of the class with probability %d", (agreement) => {
    const clouds = compose(400, cueCloudRule(agreement));
    const share = clouds.filter(({ cue, label }) => cue === cueForms[label]?.[0]).length / clouds.length;
    const error = Math.sqrt((agreement * (1 - agreement)) / clouds.length);
    expect(Math.abs(share - agreement)).toBeLessThanOrEqual(4 * error);
  });

  it("says nothing about the class at chance: every cue stands beside a class equally often", () => {
    const plants = pack.shapes.filter(({ label }) => pack.classes[label] === "plant");
    const seen = new Map<string, number>();
    for (let k = 0; k < 1100; k++) {
      const shape = plants[k % plants.length]!;
      const { cue } = composeCloud(shape, pack.shapes, classes, teacherCloudRule(classes, 32), { ...key, copy: k });
      seen.set(cue, (seen.get(cue) ?? 0) + 1);
    }
    expect(seen.size).toBe(11);
    const chi = [...seen.values()].reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
    // 0.999 quantile of chi-squared with 10 degrees of freedom.
    expect(chi).toBeLessThan(29.6);
  });

  it("takes clutter from other classes only", () => {
    const one = shapeAt(0);
    const other = pack.shapes.find(({ label }) => label !== one.label)!;
    // Of the same class, and any piece of it would show.
    const marked: FurnitureShape = { ...one, points: one.points.map(() => Number.NaN) };
    for (let copy = 0; copy < 20; copy++) {
      const cloud = composeCloud(one, [marked, other], classes, cueCloudRule(0.9), { ...key, copy });
      expect(cloud.points.every(Number.isFinite)).toBe(true);
    }
  });

  it("keeps the adapter contract", () => checkAdapter(pointAdapter(), shown.slice(0, 8)));

  it("names rules that cannot be composed", () => {
    const run = (rule: Parameters<typeof composeCloud>[3]) => () =>
      composeCloud(shapeAt(0), pack.shapes, classes, rule, key);
    expect(run(cueCloudRule(1.5))).toThrow(/agreement: expected a probability in 0..1; got 1.5/);
    expect(run(cueCloudRule(Number.NaN))).toThrow(/got NaN/);
    expect(run(cueCloudRule(0.9, 100))).toThrow(/multiple of 32 up to 672; got 100/);
    expect(run(cueCloudRule(0.9, 704))).toThrow(/multiple of 32 up to 672; got 704/);
  });
});

describe("cueForms", () => {
  it("has one form a class, of another name each, inside the unit ball", () => {
    expect(cueForms).toHaveLength(classes);
    expect(new Set(cueForms.map(([name]) => name)).size).toBe(classes);
    for (const [name, form] of cueForms) {
      const points = form(24);
      expect(points, name).toHaveLength(72);
      for (let p = 0; p < 72; p += 3)
        expect(Math.hypot(points[p]!, points[p + 1]!, points[p + 2]!), name).toBeLessThan(1.001);
    }
  });
});
