import { describe, expect, it } from "vitest";
import { neighbour } from "./neighbour.ts";

const cells = { kind: "cells", count: 12, cols: 4 } as const;
const words = { kind: "words", count: 3, rightToLeft: false } as const;

describe("neighbour", () => {
  it("walks over cells in four directions and back", () => {
    const back = { ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft", ArrowUp: "ArrowDown", ArrowDown: "ArrowUp" };
    for (let at = 0; at < cells.count; at++) {
      for (const [key, opposite] of Object.entries(back)) {
        const to = neighbour(at, key, cells);
        if (to !== undefined) expect(neighbour(to, opposite, cells)).toBe(at);
      }
    }
    expect([neighbour(5, "ArrowUp", cells), neighbour(5, "ArrowRight", cells)]).toEqual([1, 6]);
    expect([neighbour(5, "Home", cells), neighbour(5, "End", cells)]).toEqual([4, 7]);
  });

  it("ends at every edge and ignores other keys", () => {
    for (const [at, key] of [
      [4, "ArrowLeft"],
      [7, "ArrowRight"],
      [2, "ArrowUp"],
      [9, "ArrowDown"],
      [5, "a"],
    ] as const)
      expect(neighbour(at, key, cells)).toBeUndefined();
    expect(neighbour(0, "ArrowLeft", words)).toBeUndefined();
    expect(neighbour(2, "ArrowRight", words)).toBeUndefined();
    expect(neighbour(1, "ArrowDown", words)).toBeUndefined();
  });

  it("follows the reading direction of words", () => {
    expect(neighbour(0, "ArrowRight", words)).toBe(1);
    expect(neighbour(0, "ArrowLeft", { ...words, rightToLeft: true })).toBe(1);
    expect([neighbour(1, "Home", words), neighbour(1, "End", words)]).toEqual([0, 2]);
  });
});
