import { linearLayer } from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { gradCam, planeByUnits } from "./grad-cam.ts";

/** A grid of units over a square picture. */
function picture(side: number, cells: number) {
  const size = side / cells;
  const data = Int32Array.from(
    { length: side * side },
    (_, p) => Math.floor(Math.floor(p / side) / size) * cells + Math.floor((p % side) / size),
  );
  const units = Array.from({ length: cells * cells }, (_, i) => ({ label: `${i}`, region: "foreground" as const }));
  return { inputs: {}, unitOf: { data, shape: [1, side, side] }, units };
}

describe("gradCam", () => {
  it("weighs channels by the mean of the answer's gradient and drops what speaks against it", async () => {
    // Two channels of 2x2; the first logit takes 4 of the first channel's corner and −1 of every place of the second.
    const data = new Float64Array(16);
    data[0] = 4;
    for (let p = 4; p < 8; p += 1) data[p] = -1;
    const x0 = Float32Array.from([1, 2, 3, 4, 0, 3, 0, 0]);
    const layer = linearLayer({ rows: 2, columns: 8, data }, x0, [2, 2, 2]);
    const plane = await gradCam({ layer, classes: 2, chosen: [0] });
    expect([plane.rows, plane.columns]).toEqual([2, 2]);
    expect([...plane.values]).toEqual([1, 0, 3, 4]);
  });
});

describe("planeByUnits", () => {
  it("keeps a constant, and a slope away from the edges", () => {
    const flat = planeByUnits({ rows: 3, columns: 3, values: new Float64Array(9).fill(2) }, picture(12, 6));
    for (const value of flat) expect(value).toBeCloseTo(2, 12);
    const slope = Float64Array.from({ length: 16 }, (_, p) => p % 4);
    const drawn = planeByUnits({ rows: 4, columns: 4, values: slope }, picture(16, 8));
    // Centres of cells lie half a coarse place apart.
    expect(drawn[3 * 8 + 4]! - drawn[3 * 8 + 3]!).toBeCloseTo(0.5, 12);
  });

  it("puts a peak where it was", () => {
    const values = new Float64Array(9);
    values[5] = 1;
    const drawn = planeByUnits({ rows: 3, columns: 3, values }, picture(9, 3));
    expect(drawn.indexOf(Math.max(...drawn))).toBe(5);
  });

  it("is the plane itself where each unit is one place", () => {
    const values = Float64Array.from({ length: 9 }, (_, p) => p * p);
    const drawn = planeByUnits({ rows: 3, columns: 3, values }, picture(3, 3));
    drawn.forEach((value, unit) => {
      expect(value).toBeCloseTo(values[unit]!, 12);
    });
  });
});
