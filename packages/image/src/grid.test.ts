import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellOfPixels, cellsOf, coverage } from "./grid.ts";

const size = fc.integer({ min: 1, max: 40 });

describe("cellsOf", () => {
  it("covers every pixel once with cells that differ by at most one pixel a side", () =>
    fc.assert(
      fc.property(size, size, fc.nat(), fc.nat(), (height, width, a, b) => {
        const cells = cellsOf([1 + (a % height), 1 + (b % width)], height, width);
        const count = new Map<number, number>();
        const cellOf = cellOfPixels(cells);
        for (const cell of cellOf) count.set(cell, (count.get(cell) ?? 0) + 1);
        expect(count.size).toBe(cells.rows * cells.columns);
        const tall = new Set(cells.rowStarts.slice(1).map((end, row) => end - cells.rowStarts[row]!));
        expect(Math.max(...tall) - Math.min(...tall)).toBeLessThanOrEqual(1);
        for (const [cell, pixels] of count) {
          const [row, column] = [Math.floor(cell / cells.columns), cell % cells.columns];
          const side = cells.rowStarts[row + 1]! - cells.rowStarts[row]!;
          expect(pixels).toBe(side * (cells.columnStarts[column + 1]! - cells.columnStarts[column]!));
          expect(cellOf[cells.rowStarts[row]! * width + cells.columnStarts[column]!]).toBe(cell);
        }
      }),
    ));

  it("cuts 227 pixels into 16 as nearest up-sampling does: 14 or 15 each", () => {
    const { rowStarts } = cellsOf([16, 16], 227, 227);
    expect(rowStarts.at(-1)).toBe(227);
    expect(new Set(rowStarts.slice(1).map((end, row) => end - rowStarts[row]!))).toEqual(new Set([14, 15]));
  });

  it("numbers pixels in reading order", () => {
    expect([...cellOfPixels(cellsOf("pixel", 2, 3))]).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe("coverage", () => {
  it("weighted by cell size sums to the mask", () =>
    fc.assert(
      fc.property(fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 35, maxLength: 35 }), (values) => {
        const cells = cellsOf([3, 2], 7, 5);
        const share = coverage(cells, Float32Array.from(values));
        const size = new Float64Array(6);
        for (const cell of cellOfPixels(cells)) size[cell] = size[cell]! + 1;
        const total = share.reduce((sum, value, cell) => sum + value * size[cell]!, 0);
        expect(total).toBeCloseTo(
          values.reduce((sum, value) => sum + value, 0),
          9,
        );
      }),
    ));

  it("is 1 where the mask is full and 0 where it is empty", () => {
    const cells = cellsOf([1, 2], 2, 4);
    expect([...coverage(cells, Uint8Array.of(1, 1, 0, 0, 1, 1, 0, 0))]).toEqual([1, 0]);
  });
});
