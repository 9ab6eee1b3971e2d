import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fillPolygon } from "./polygon.ts";
import { maskOfRegions, type PictureRegion, stretchedMask } from "./region.ts";
import { fillRuns, runsOf } from "./run-lengths.ts";

interface Golden {
  readonly runs: readonly { name: string; height: number; width: number; counts: string; pixels: number }[];
  readonly polygon: { height: number; width: number; corners: number[]; counts: string };
}

const golden: Golden = JSON.parse(readFileSync(new URL("../fixtures/coco-runs.json", import.meta.url), "utf8"));

function filled(size: { height: number; width: number }, ...polygons: readonly number[][]): Uint8Array {
  const mask = new Uint8Array(size.height * size.width);
  for (const polygon of polygons) fillPolygon(mask, size, polygon, 1);
  return mask;
}

const count = (mask: ArrayLike<number>): number => Array.from(mask).filter((value) => value !== 0).length;

describe("a filled polygon", () => {
  const size = { height: 12, width: 15 };

  it("has the pixels whose centres a box holds, and no others", () => {
    for (const [left, top, right, bottom] of [
      [2, 3, 7, 9],
      [2.5, 3.5, 7.5, 9.5],
      [-4, -2, 40, 30],
      [3, 3, 3, 9],
    ] as const) {
      const mask = filled(size, [left, top, right, top, right, bottom, left, bottom]);
      for (let p = 0; p < mask.length; p += 1) {
        const [x, y] = [(p % size.width) + 0.5, Math.floor(p / size.width) + 0.5];
        expect(mask[p]).toBe(Number(left <= x && x < right && top <= y && y < bottom));
      }
    }
  });

  it("does not care where it begins and which way it goes", () => {
    const corners = [1.2, 2.1, 13.7, 4.4, 9.1, 10.9, 3.3, 8.8];
    const turned = [...corners.slice(4), ...corners.slice(0, 4)];
    const backwards = [3, 2, 1, 0].flatMap((k) => corners.slice(2 * k, 2 * k + 2));
    expect(filled(size, turned)).toEqual(filled(size, corners));
    expect(filled(size, backwards)).toEqual(filled(size, corners));
  });

  it("cut in two is covered by its halves without overlap", () => {
    const [a, b, c, d] = [
      [1.2, 2.1],
      [13.7, 4.4],
      [9.1, 10.9],
      [3.3, 8.8],
    ].map((own) => own);
    const halves = [
      [a, b, c],
      [a, c, d],
    ].map((own) =>
      filled(
        size,
        own.flatMap((corner) => corner ?? []),
      ),
    );
    const whole = filled(
      size,
      [a, b, c, d].flatMap((corner) => corner ?? []),
    );
    expect(halves[0]!.map((value, p) => value + halves[1]![p]!)).toEqual(whole);
  });

  it("has a hole where it crosses itself", () => {
    // A star of five points, whose middle is within it twice.
    const star = [0, 2, 4, 1, 3].flatMap((k) => [
      10 + 9 * Math.sin(0.4 * k * Math.PI),
      10 - 9 * Math.cos(0.4 * k * Math.PI),
    ]);
    const mask = filled({ height: 20, width: 20 }, star);
    expect(mask[10 * 20 + 10]).toBe(0);
    expect(mask[4 * 20 + 10]).toBe(1);
  });

  it("differs from COCO's at its edge alone, which counts pixels that are touched", () => {
    const { height, width, corners, counts } = golden.polygon;
    const theirs = new Uint8Array(height * width);
    fillRuns(theirs, { height, width }, runsOf(counts) ?? [], 1);
    const ours = filled({ height, width }, corners);
    for (const [p, value] of ours.entries()) {
      if (value === theirs[p]) continue;
      const around = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => ours[p + dy * width + dx]));
      expect(new Set(around).size).toBe(2);
    }
    expect(Math.abs(count(ours) - count(theirs))).toBeLessThan(0.1 * count(ours));
  });
});

describe("run lengths", () => {
  it("of COCO's text are those of its own code", () => {
    for (const { name, height, width, counts, pixels } of golden.runs) {
      const mask = new Uint8Array(height * width);
      expect([name, fillRuns(mask, { height, width }, runsOf(counts) ?? [], 1)]).toEqual([name, height * width]);
      expect([name, count(mask)]).toEqual([name, pixels]);
    }
    const stripes = golden.runs.find(({ name }) => name === "stripes")!;
    const mask = new Uint8Array(35);
    fillRuns(mask, stripes, runsOf(stripes.counts) ?? [], 1);
    for (let p = 0; p < 35; p += 1) expect(mask[p]).toBe(Number((7 * Math.floor(p / 7) + 3 * (p % 7)) % 5 < 2));
  });

  it.each(["", "!", "0p", "~", "oooooooo", "K"])("of %j are none or empty", (text) => {
    expect(runsOf(text) ?? []).toEqual([]);
  });
});

describe("a mask of regions", () => {
  const size = { height: 6, width: 8 };
  const box: PictureRegion = { kind: "box", left: 1, top: 2, right: 4, bottom: 5 };

  it("is the same for a box, its polygon and its runs, and holds what any region does", () => {
    const polygon: PictureRegion = { kind: "polygons", polygons: [[1, 2, 4, 2, 4, 5, 1, 5]] };
    const runs: PictureRegion = { kind: "runs", runs: [8, 3, 3, 3, 3, 3, 25] };
    const [first, ...others] = [[box], [polygon], [runs], [box, polygon, runs]].map((own) =>
      maskOfRegions("a.png", own, size, "masks x"),
    );
    for (const other of others) expect(other).toEqual(first);
    expect(count(first!.bytes)).toBe(9);
    const two = maskOfRegions("a.png", [box, { ...box, left: 6, right: 8 }], size, "masks x");
    expect(count(two.bytes)).toBe(15);
    expect(count(maskOfRegions("a.png", [], size, "masks x").bytes)).toBe(0);
  });

  it("refuses runs of another size", () => {
    expect(() => maskOfRegions("a.png", [{ kind: "runs", runs: [8, 3] }], size, "masks x")).toThrow(
      "masks x, a.png: expected run lengths of 6x8 pixels; got 11 pixels",
    );
  });

  it("stretches to its own size as it is, and twice and back", () => {
    const mask = maskOfRegions("a.png", [box], size, "masks x");
    expect(stretchedMask(mask, size)).toEqual(mask);
    const twice = stretchedMask(mask, { height: 12, width: 16 });
    expect(count(twice.bytes)).toBe(4 * 9);
    expect(stretchedMask(twice, size)).toEqual(mask);
  });
});
