import { checkAdapter } from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { pointAdapter } from "./adapter.ts";
import { abstractionSides } from "./neighbours.ts";
import { MOST_POINTS, type PointSample } from "./sample.ts";

/** Points on a spiral: the first half object, then clutter, the last of it a named piece, and one border point. */
function spiral(count: number): PointSample {
  return {
    id: `spiral ${count}`,
    points: Float32Array.from({ length: 3 * count }, (_, k) => Math.sin(k * k + 1)),
    regions: Array.from({ length: count }, (_, p) =>
      p < count / 2 ? "foreground" : p === count - 1 ? "border" : "background",
    ),
    parts: Array.from({ length: count }, (_, p) => (p === count - 2 ? "clutter-cue" : undefined)),
  };
}

describe("pointAdapter", () => {
  it("keeps the adapter contract in both layouts and with side inputs", () => {
    const samples = [spiral(8), spiral(64)];
    checkAdapter(pointAdapter(), samples);
    checkAdapter(pointAdapter({ input: "x", layout: "channels-first" }), samples);
    const sides = ({ points }: PointSample) => abstractionSides(points, [{ centers: 4, neighbours: 3 }]);
    checkAdapter(pointAdapter({ sides }), samples);
  });

  it("makes one unit of every point, with its region and part", () => {
    const { units, unitOf, inputs } = pointAdapter({ input: "cloud" }).toUnits(spiral(32));
    expect(units[17]).toEqual({ label: "point 17", region: "background" });
    expect(units[30]).toEqual({ label: "point 30", region: "background", part: "clutter-cue" });
    expect(units[31]).toEqual({ label: "point 31", region: "border" });
    expect(unitOf.shape).toEqual([32, 1]);
    expect([...unitOf.data]).toEqual(Array.from({ length: 32 }, (_, p) => p));
    expect(inputs.cloud).toEqual({ type: "float32", shape: [1, 32, 3], data: spiral(32).points });
  });

  it("writes x, then y, then z where the network wants channels first", () => {
    const sample = { ...spiral(3), points: Float32Array.of(1, 10, 100, 2, 20, 200, 3, 30, 300) };
    const { inputs, unitOf } = pointAdapter({ layout: "channels-first" }).toUnits(sample);
    expect(inputs.points?.shape).toEqual([1, 3, 3]);
    expect([...(inputs.points?.data ?? [])]).toEqual([1, 2, 3, 10, 20, 30, 100, 200, 300]);
    expect(unitOf.shape).toEqual([1, 3]);
  });

  it("copies its points, so changing the input leaves the sample alone", () => {
    const sample = spiral(4);
    const data = pointAdapter().toUnits(sample).inputs.points?.data;
    if (data instanceof Float32Array) data.fill(0);
    expect(data?.[5]).toBe(0);
    expect(sample.points[5]).toBeCloseTo(Math.sin(26), 6);
  });

  it.each([
    ["NaN points", { points: new Float32Array(24).fill(Number.NaN, 7) }, /got NaN for y of point 2;/, "NOT_FINITE"],
    ["one point", { points: new Float32Array(3) }, /"spiral 8": expected at least two points; got 1; one/, "SHAPE"],
    ["no point", { points: new Float32Array(0) }, /at least two points; got 0/, "SHAPE"],
    ["two coordinates", { points: new Float32Array(16) }, /x, y, z for every point; got 16 numbers/, "SHAPE"],
    [
      "200,000 points",
      { points: new Float32Array(600_000) },
      /at most 65536 points; got 200000; thin it with subsample/,
      "SHAPE",
    ],
    ["too few regions", { regions: ["foreground"] }, /regions: expected one for each of 8 points; got 1/, "SHAPE"],
    ["too few parts", { parts: [undefined] }, /parts: expected one for each of 8 points; got 1/, "SHAPE"],
  ] as const)("names %s", (_, change, message, code) => {
    const run = (): unknown => pointAdapter().toUnits({ ...spiral(8), ...change });
    expect(run).toThrow(message);
    expect(run).toThrow(expect.objectContaining({ code }));
  });

  it("takes as many points as it says", () => {
    expect(pointAdapter().toUnits(spiral(MOST_POINTS)).units).toHaveLength(MOST_POINTS);
  });

  it("refuses a side input named like the points", () => {
    const sides = ({ points }: PointSample) => ({
      points: abstractionSides(points, [{ centers: 1, neighbours: 1 }]).centers!,
    });
    expect(() => pointAdapter({ sides }).toUnits(spiral(4))).toThrow(/other names than the points' own; got "points"/);
  });
});
