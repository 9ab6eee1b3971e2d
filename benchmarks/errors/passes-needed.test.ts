import { describe, expect, it } from "vitest";
import { type ErrorAt, passesNeeded } from "./passes-needed.ts";

const curve = (error: (passes: number) => number, counts = [8, 32, 128, 1024]): ErrorAt[] =>
  counts.map((passes) => ({ passes, error: error(passes) }));

describe("passesNeeded", () => {
  it("is exact for an error that falls with the root of the passes, between counts and beyond", () => {
    for (const passes of [9, 50, 128, 500, 5000]) {
      const target = 0.7 / Math.sqrt(passes);
      const found = passesNeeded(
        curve((count) => 0.7 / Math.sqrt(count)),
        target,
      );
      expect(Math.abs(found.passes - passes)).toBeLessThanOrEqual(1);
      expect(found.kind).toBe(passes > 1024 ? "extrapolated" : "between");
    }
  });

  it("lies between the last count above the target and the next, also where that one is exact", () => {
    const { passes } = passesNeeded(
      curve((count) => (count < 100 ? 0.06 : 0)),
      0.05,
    );
    expect(passes).toBeGreaterThan(32);
    expect(passes).toBeLessThan(128);
  });

  it("asks for the error to stay below: a lucky count in between does not count", () => {
    const measured = [
      { passes: 8, error: 0.2 },
      { passes: 16, error: 0.04 },
      { passes: 32, error: 0.06 },
      { passes: 64, error: 0.03 },
    ];
    expect(passesNeeded(measured, 0.05).passes).toBeGreaterThan(32);
  });

  it("says at most where the fewest passes are enough", () => {
    expect(
      passesNeeded(
        curve(() => 0.01),
        0.05,
      ),
    ).toEqual({ passes: 8, kind: "at most" });
  });

  it("refuses no errors and errors that are not numbers", () => {
    expect(() => passesNeeded([], 0.05)).toThrow("at least one");
    expect(() =>
      passesNeeded(
        curve(() => Number.NaN),
        0.05,
      ),
    ).toThrow("8 passes");
  });
});
