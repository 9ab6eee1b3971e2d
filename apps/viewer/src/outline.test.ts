import { describe, expect, it } from "vitest";
import { outlinePath } from "./outline.ts";

function edges(path: string): string[] {
  return path.split("M").slice(1);
}

/** Pairs of neighbours, the outside included, of which exactly one is in the set. */
function boundary(set: ReadonlySet<number>, rows: number, cols: number): number {
  const inside = (row: number, col: number): boolean =>
    row >= 0 && row < rows && col >= 0 && col < cols && set.has(row * cols + col);
  let count = 0;
  for (let row = 0; row <= rows; row++) {
    for (let col = 0; col <= cols; col++) {
      if (col < cols && inside(row, col) !== inside(row - 1, col)) count += 1;
      if (row < rows && inside(row, col) !== inside(row, col - 1)) count += 1;
    }
  }
  return count;
}

describe("outlinePath", () => {
  it("draws every edge between the set and the rest once, for any set", () => {
    for (let seed = 1; seed < 60; seed++) {
      const set = new Set(
        Array.from({ length: 35 }, (_, cell) => cell).filter((cell) => ((cell + 3) * seed * 7919) % 11 < 5),
      );
      const drawn = edges(outlinePath(set, 7));
      expect(new Set(drawn).size).toBe(drawn.length);
      expect(drawn).toHaveLength(boundary(set, 5, 7));
    }
  });

  it("is empty for no cell and a square for one", () => {
    expect(outlinePath([], 4)).toBe("");
    expect(edges(outlinePath([5], 4)).sort()).toEqual(["1 1h1", "1 1v1", "1 2h1", "2 1v1"]);
  });
});
