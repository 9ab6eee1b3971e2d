import { describe, expect, it } from "vitest";
import { drawPoints } from "./draw.ts";

const axes = Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);

/** Centre of every dot in drawing order. */
const centres = (svg: string): [x: number, y: number][] =>
  [...svg.matchAll(/cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)]);

describe("drawPoints", () => {
  it("looks along z without turn and tilt: x to the right, y up, nearest last", () => {
    expect(centres(drawPoints(axes, { turn: 0, tilt: 0 }))).toEqual([
      [197.4, 100],
      [100, 2.6],
      [100, 100],
    ]);
  });

  it("turns the camera about y and tilts it down", () => {
    // From the side x points at the camera, from above y does.
    expect(centres(drawPoints(axes, { turn: 90, tilt: 0 })).at(-1)).toEqual([100, 100]);
    expect(centres(drawPoints(axes, { turn: 90, tilt: 0 }))[0]?.[1]).toBeCloseTo(2.6, 1);
    expect(centres(drawPoints(axes, { turn: 0, tilt: 90 })).at(-1)).toEqual([100, 100]);
  });

  it("keeps everything inside, near dots larger", () => {
    const cloud = Float32Array.from({ length: 300 }, (_, k) => 4 * Math.sin(k * k));
    const svg = drawPoints(cloud);
    for (const [x, y] of centres(svg)) for (const place of [x, y]) expect(Math.abs(place - 100)).toBeLessThan(97.5);
    const radii = [...svg.matchAll(/ r="([\d.]+)"/g)].map(([, radius]) => Number(radius));
    expect([...radii].sort((a, b) => a - b)).toEqual(radii);
    expect(radii[0]).toBeLessThan(radii.at(-1)!);
  });

  it("colours by region, or by the colours it is given, and shows labels", () => {
    const regions = ["foreground", "background", "border"] as const;
    const svg = drawPoints(axes, { regions, labels: ["leg <1>", "b", "c"], title: 'a "chair"' });
    expect(new Set([...svg.matchAll(/fill="(#\w+)"/g)].map(([, fill]) => fill)).size).toBe(3);
    expect(svg).toContain("<title>leg &#60;1&#62;</title>");
    expect(svg).toContain('aria-label="a &#34;chair&#34;"');
    expect(drawPoints(axes, { regions, fills: ["red", "red", "red"] }).match(/fill="red"/g)).toHaveLength(3);
  });

  it("names lists of another length", () => {
    expect(() => drawPoints(axes, { fills: ["red"] })).toThrow(/fills: expected one for each of 3 points; got 1/);
    expect(() => drawPoints(axes.fill(Number.NaN))).toThrow(/NaN for x of point 0/);
  });
});
