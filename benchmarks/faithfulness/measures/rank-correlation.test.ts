import { drawNormal } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { ranks, spearman } from "./rank-correlation.ts";

function normals(pass: number, size = 50): Float64Array {
  const values = new Float64Array(size);
  drawNormal({ seed: 1, sample: "law", purpose: "ranks", pass }, values);
  return values;
}

describe("ranks", () => {
  it("count from 1 and are shared among equals, infinities too", () => {
    expect([...ranks([3, 1, 2])]).toEqual([3, 1, 2]);
    expect([...ranks([5, 1, 5, 5])]).toEqual([3, 1, 3, 3]);
    expect([...ranks([-Infinity, 0, -Infinity, Infinity])]).toEqual([1.5, 3, 1.5, 4]);
  });
});

describe("spearman", () => {
  it("is 1 − 6 Σd²/(n(n² − 1)) where no values are equal", () => {
    const [a, b] = [normals(0), normals(1)];
    const [left, right] = [ranks(a), ranks(b)];
    const squares = left.reduce((sum, rank, i) => sum + (rank - right[i]!) ** 2, 0);
    expect(spearman(a, b)).toBeCloseTo(1 - (6 * squares) / (50 * (50 ** 2 - 1)), 12);
  });

  it("hangs on order alone and turns with it", () => {
    const [a, b] = [normals(2), normals(3)];
    expect(spearman(a, a.map(Math.exp))).toBeCloseTo(1, 12);
    expect(
      spearman(
        a,
        a.map((value) => -value),
      ),
    ).toBeCloseTo(-1, 12);
    expect(spearman(a.map(Math.exp), b)).toBeCloseTo(spearman(a, b), 12);
    expect(spearman(b, a)).toBeCloseTo(spearman(a, b), 12);
  });

  it("is not defined of a constant or of NaN", () => {
    expect(spearman([1, 2, 3], [4, 4, 4])).toBeNaN();
    expect(spearman([1, Number.NaN, 3], [1, 2, 3])).toBeNaN();
  });
});
