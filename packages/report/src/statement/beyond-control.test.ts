import { describe, expect, it } from "vitest";
import { besideControl, neededBeyond, strongest } from "./beyond-control.ts";

const between = (low: number, high: number) => ({ mean: (low + high) / 2, low, high });

describe("a control", () => {
  it("is the one that reaches furthest to the side of the number, whatever its mean", () => {
    const [wide, far] = [
      { name: "wide", interval: between(-9, 5) },
      { name: "far", interval: between(3, 4) },
    ];
    expect(strongest([wide, far], 1)?.name).toBe("wide");
    expect(strongest([wide, far], -1)?.name).toBe("wide");
    expect(strongest([{ name: "none", interval: between(Number.NaN, Number.NaN) }], 1)).toBeUndefined();
  });

  it("leaves a number there that lies wholly beyond it", () => {
    const control = { name: "c", interval: between(-2, 2) };
    expect(besideControl(between(2.1, 4), control, 1)).toBe("there");
    expect(besideControl(between(1.9, 4), control, 1)).toBe("control");
    expect(besideControl(between(-4, -2.1), control, -1)).toBe("there");
    expect(besideControl(between(1, 2), undefined, 1)).toBe("uncontrolled");
  });

  it("that shows as much is not outlived by more seeds", () => {
    const more = "more seeds or more samples";
    for (const control of [between(-1, 4), between(-9, 1), between(-18, 20), between(1, 2)])
      for (const [value, own] of [
        [3, control],
        [-3, between(-control.high, -control.low)],
      ] as const) {
        // One that may show nothing is too imprecise: no larger effect is asked for.
        const larger = control.low > 0 ? ", or an effect larger than its control's" : "";
        expect(neededBeyond(value, own, true)).toBe(`${more}${larger}`);
        expect(neededBeyond(value, own, false)).toBe(more);
      }
    expect(neededBeyond(3, between(Number.NaN, Number.NaN), false)).toBe("more seeds or more samples");
    for (const reached of [true, false])
      for (const needed of [neededBeyond(3, between(-1, 8), reached), neededBeyond(-3, between(-20, 1), reached)])
        expect(needed).toBe("more seeds or more samples; so far its control shows as much on average");
    for (const reached of [true, false])
      for (const needed of [neededBeyond(3, between(2, 4), reached), neededBeyond(-3, between(-6, -1), reached)])
        expect(needed).toMatch(/^an effect larger than its control's, which shows as much: more seeds .* alone/);
  });
});
