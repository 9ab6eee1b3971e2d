import { describe, expect, it } from "vitest";
import type { UnitInput } from "./contract.ts";
import { dotUnits, mapUnits, spreadUnits, sumUnits } from "./units.ts";

function input(data: readonly number[], shape: readonly number[], units: number): UnitInput {
  return {
    inputs: {},
    unitOf: { data: Int32Array.from(data), shape },
    units: Array.from({ length: units }, (_, i) => ({ label: `unit ${i}`, region: "foreground" as const })),
  };
}

function layer(shape: readonly number[]): { shape: readonly number[]; x0: Float32Array } {
  return { shape, x0: new Float32Array(shape.reduce((all, size) => all * size, 1)) };
}

describe("mapUnits", () => {
  it("repeats pixels over channels", () => {
    const map = mapUnits(input([0, 1, 1, -1], [1, 2, 2], 2), layer([3, 2, 2]));
    expect(Array.from(map.unitOf)).toEqual([0, 1, 1, -1, 0, 1, 1, -1, 0, 1, 1, -1]);
    expect(Array.from(map.sizes)).toEqual([3, 6]);
  });

  it("repeats points and words over their coordinates", () => {
    const map = mapUnits(input([1, -1, 0], [3, 1], 2), layer([3, 2]));
    expect(Array.from(map.unitOf)).toEqual([1, 1, -1, -1, 0, 0]);
  });

  it("adds missing leading axes", () => {
    const map = mapUnits(input([0, 1], [2], 2), layer([2, 3, 2]));
    expect(Array.from(map.unitOf)).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
  });

  it("agrees with index arithmetic on inner and outer axes of size 1", () => {
    const [a, b, c] = [2, 3, 4];
    const map = mapUnits(input([0, 1, 2], [1, 3, 1], 3), layer([a, b, c]));
    for (let p = 0; p < a * b * c; p++) expect(map.unitOf[p]).toBe(Math.floor(p / c) % b);
  });

  it("names what is wrong", () => {
    const square = layer([1, 2, 2]);
    expect(() => mapUnits(input([], [0], 0), square)).toThrow(/units: expected at least one unit/);
    expect(() => mapUnits(input([0, 0, 0], [1, 2, 2], 1), square)).toThrow(
      /expected 4 indices for shape \[1,2,2\]; got 3/,
    );
    expect(() => mapUnits(input([0, 0, 0], [3], 1), square)).toThrow(
      /broadcasts to the perturbed tensor \[1,2,2\]; got \[3\]/,
    );
    expect(() => mapUnits(input([0, 0], [1, 1, 2, 1], 1), square)).toThrow(/broadcasts to/);
    expect(() => mapUnits(input([0, 2, 0, 0], [1, 2, 2], 2), square)).toThrow(/indices below 2 or -1; got 2 at 1/);
    expect(() => mapUnits(input([0, -2, 0, 0], [1, 2, 2], 2), square)).toThrow(/got -2 at 1/);
    expect(() => mapUnits(input([0, 0, 0, -1], [1, 2, 2], 2), square)).toThrow(
      /unit 1 "unit 1": expected at least one scalar/,
    );
  });
});

describe("sums and spreads", () => {
  const map = mapUnits(input([0, 1, 1, -1], [4], 2), layer([4]));

  it("sumUnits is the adjoint of spreadUnits and leaves fixed scalars out", () => {
    const scalars = Float32Array.of(3, -1, 4, 100);
    const values = [2, 5];
    const inner = sumUnits(map, scalars).reduce((sum, value, i) => sum + value * values[i]!, 0);
    expect(spreadUnits(map, values).reduce((sum, value, p) => sum + value * scalars[p]!, 0)).toBe(inner);
    expect(inner).toBe(2 * 3 + 5 * 3);
  });

  it("dotUnits agrees with sumUnits of the products, units that come again and fixed scalars between included", () => {
    const mixed = mapUnits(input([-1, 0, 0, 2, -1, -1, 2, 1, 0, 1, -1], [11], 3), layer([11]));
    const left = Float32Array.from({ length: 11 }, (_, p) => Math.sin(p + 1));
    const right = Float32Array.from({ length: 11 }, (_, p) => (mixed.unitOf[p] === -1 ? Number.NaN : Math.cos(3 * p)));
    const products = Float64Array.from(left, (value, p) => value * right[p]!);
    expect(dotUnits(mixed, left, right)).toEqual(sumUnits(mixed, products));
  });

  it("dotUnits sums products at both offsets", () => {
    const left = Float32Array.of(9, 9, 9, 9, 1, 2, 3, 4);
    const right = Float32Array.of(5, 6, 7, 8);
    expect(Array.from(dotUnits(map, left, right, 4, 0))).toEqual([5, 33]);
  });
});
