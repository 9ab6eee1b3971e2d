import { checkAdapter } from "@stillpoint/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { imageAdapter } from "./adapter.ts";
import type { ImageSample } from "./sample.ts";

/** A square object in the upper left quarter and a part in the lower right one. */
function quarters(size: number, channels = 3): ImageSample {
  const inUpperLeft = (_: unknown, p: number): number => (p % size < size / 2 && p < (size * size) / 2 ? 1 : 0);
  const inLowerRight = (_: unknown, p: number): number => (p % size >= size / 2 && p >= (size * size) / 2 ? 1 : 0);
  return {
    id: "quarters",
    pixels: Float32Array.from({ length: channels * size * size }, (_, k) => k),
    height: size,
    width: size,
    mask: Uint8Array.from({ length: size * size }, inUpperLeft),
    parts: { distractor: Float32Array.from({ length: size * size }, inLowerRight) },
  };
}

const mask = (values: number[]): ImageSample => ({
  id: "row",
  pixels: new Float32Array(values.length),
  height: 1,
  width: values.length,
  mask: Float32Array.from(values),
});

describe("imageAdapter", () => {
  it("keeps the adapter contract", () =>
    checkAdapter(imageAdapter({ grid: [3, 5] }), [quarters(8), quarters(15, 1), quarters(7, 4)]));

  it("cuts a quarter-sized object into as many foreground cells as its grid has", () => {
    const { units, unitOf, inputs } = imageAdapter({ grid: [4, 4], input: "pixels" }).toUnits(quarters(8));
    expect(units.filter((unit) => unit.region === "foreground")).toHaveLength(4);
    expect(units.filter((unit) => unit.part === "distractor")).toHaveLength(4);
    expect(units[15]).toEqual({ label: "patch (3, 3)", region: "background", part: "distractor" });
    expect(unitOf.shape).toEqual([1, 8, 8]);
    expect(inputs.pixels?.shape).toEqual([1, 3, 8, 8]);
    expect(inputs.pixels?.data).toEqual(quarters(8).pixels);
  });

  it("sorts cells into three states by their coverage, the thresholds belonging to the state below", () => {
    const sample = mask([0, 0.125, 0.25, 0.5, 0.625, 1]);
    const adapter = imageAdapter({ grid: "pixel", backgroundCoverage: 0.125, foregroundCoverage: 0.5 });
    const regions = adapter.toUnits(sample).units.map((unit) => unit.region);
    expect(regions).toEqual(["background", "background", "border", "border", "foreground", "foreground"]);
  });

  it("gives every region a part of any mask: the three counts add up to all cells", () =>
    fc.assert(
      fc.property(fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 24, maxLength: 24 }), (values) => {
        const sample = { ...mask(values), height: 4, width: 6 };
        const { units } = imageAdapter({ grid: [3, 4] }).toUnits(sample);
        const count = (region: string): number => units.filter((unit) => unit.region === region).length;
        expect(count("foreground") + count("background") + count("border")).toBe(12);
      }),
    ));

  it("names a part only on background cells, and the one that covers most", () => {
    const sample: ImageSample = {
      ...mask([1, 0, 0, 0]),
      parts: { near: Float32Array.of(1, 0.9, 0.4, 0.1), far: Float32Array.of(0, 0.1, 0.6, 0.2) },
    };
    const { units } = imageAdapter({ grid: "pixel" }).toUnits(sample);
    expect(units.map((unit) => unit.part)).toEqual([undefined, "near", "far", undefined]);
  });

  it("writes channels last where the network wants it", () => {
    const sample = { ...quarters(2), pixels: Float32Array.of(1, 2, 3, 4, 10, 20, 30, 40, 100, 200, 300, 400) };
    const { inputs, unitOf } = imageAdapter({ grid: "pixel", layout: "channels-last" }).toUnits(sample);
    expect(inputs.input?.shape).toEqual([1, 2, 2, 3]);
    expect([...(inputs.input?.data ?? [])]).toEqual([1, 10, 100, 2, 20, 200, 3, 30, 300, 4, 40, 400]);
    expect(unitOf.shape).toEqual([2, 2, 1]);
  });

  it("copies its pixels, so changing the input leaves the sample alone", () => {
    const sample = quarters(4);
    const { inputs } = imageAdapter({ grid: [2, 2] }).toUnits(sample);
    const data = inputs.input?.data;
    if (data instanceof Float32Array) data.fill(0);
    expect(data?.[5]).toBe(0);
    expect(sample.pixels[5]).toBe(5);
  });

  it.each([
    [
      "a grid finer than the image",
      { grid: [9, 2] },
      {},
      /at most one cell per pixel of a 8x8 image; got 9x2/,
      "RANGE",
    ],
    ["an empty grid", { grid: [0, 2] }, {}, /positive whole rows and columns; got 0x2/, "RANGE"],
    ["a mask of another size", {}, { mask: new Float32Array(9) }, /8 x 8 = 64 values; got 9/, "SHAPE"],
    ["a part of another size", {}, { parts: { cue: new Float32Array(9) } }, /part "cue": expected .* got 9/, "SHAPE"],
    ["no channel", {}, { pixels: new Float32Array(0) }, /at least one channel/, "SHAPE"],
    ["pixels that do not fill the image", {}, { pixels: new Float32Array(65) }, /channels x 8 x 8; got 65/, "SHAPE"],
    ["NaN pixels", {}, { pixels: new Float32Array(64).fill(Number.NaN, 7) }, /got NaN at index 7/, "NOT_FINITE"],
    ["a mask of bytes", {}, { mask: new Uint8Array(64).fill(255) }, /0\.\.1; got 255 at index 0; read bytes/, "RANGE"],
    ["a NaN mask", {}, { mask: new Float32Array(64).fill(Number.NaN) }, /0\.\.1; got NaN/, "RANGE"],
    ["no size", {}, { height: 0 }, /positive whole height and width; got 0x8/, "SHAPE"],
  ] as const)("names %s", (_, options, change, message, code) => {
    const run = (): unknown => imageAdapter({ grid: [2, 2], ...options }).toUnits({ ...quarters(8), ...change });
    expect(run).toThrow(message);
    expect(run).toThrow(expect.objectContaining({ code }));
  });

  it("refuses thresholds out of order", () => {
    expect(() => imageAdapter({ grid: "pixel", backgroundCoverage: 0.5, foregroundCoverage: 0.2 })).toThrow(
      /0 <= background <= foreground < 1; got 0.5 and 0.2/,
    );
    expect(() => imageAdapter({ grid: "pixel", foregroundCoverage: Number.NaN })).toThrow(/got 0.02 and NaN/);
    expect(() => imageAdapter({ grid: "pixel", partCoverage: 1 })).toThrow(/partCoverage/);
  });
});
