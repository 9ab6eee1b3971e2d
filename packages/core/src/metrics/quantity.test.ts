import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UNITS } from "../../fixtures/synthetic-task.ts";
import type { Unit } from "../contract.ts";
import { partMask } from "./entropy-gap.ts";
import { countPoints, foregroundRatio, rawCount } from "./quantity.ts";

const points = fc
  .array(fc.constantFrom(0, 1), { minLength: UNITS.length, maxLength: UNITS.length })
  .map((bits) => Uint8Array.from(bits));
/** With a part in every region. */
const PARTED: readonly Unit[] = UNITS.map((unit, i) => (i === 2 ? { ...unit, part: "logo" } : unit));

describe("countPoints", () => {
  it("leaves named parts out, whatever their region, and border", () => {
    const all = new Uint8Array(UNITS.length).fill(1);
    expect(countPoints(all, PARTED)).toEqual({ foreground: 5, background: 5 });
    expect(rawCount(all, PARTED)).toEqual({ foreground: 6, background: 7 });
    expect(countPoints(new Uint8Array(UNITS.length), PARTED)).toEqual({ foreground: 0, background: 0 });
  });

  it("is the raw count without the points on parts, and both agree without parts", () => {
    const bare = UNITS.map(({ label, region }): Unit => ({ label, region }));
    fc.assert(
      fc.property(points, (set) => {
        const count = countPoints(set, PARTED);
        const raw = rawCount(set, PARTED);
        const onParts = ["distractor", "logo"].map((part) =>
          partMask(PARTED, part).reduce((sum, inside, i) => sum + inside * set[i]!, 0),
        );
        expect(raw.foreground + raw.background).toBe(count.foreground + count.background + onParts[0]! + onParts[1]!);
        expect(countPoints(set, bare)).toEqual(rawCount(set, PARTED));
      }),
    );
  });

  it("does not see what a part's points are", () => {
    fc.assert(
      fc.property(points, (set) => {
        const flipped = set.map((point, i) => (PARTED[i]!.part === undefined ? point : 1 - point));
        expect(countPoints(flipped, PARTED)).toEqual(countPoints(set, PARTED));
      }),
    );
  });

  it("is NaN, not 0, for a region that is all named parts", () => {
    const cue = UNITS.map((unit) => (unit.region === "foreground" ? { ...unit, part: "logo" } : unit));
    const count = countPoints(new Uint8Array(UNITS.length).fill(1), cue);
    expect(count).toEqual({ foreground: Number.NaN, background: 5 });
    expect(foregroundRatio(count)).toBeNaN();
    expect(rawCount(new Uint8Array(UNITS.length), cue)).toEqual({ foreground: 0, background: 0 });
  });
});
