import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UNITS } from "../../fixtures/synthetic-task.ts";
import { stability, turnover } from "./stability.ts";

const points = fc
  .array(fc.constantFrom(0, 1), { minLength: UNITS.length, maxLength: UNITS.length })
  .map((bits) => Uint8Array.from(bits));
const foreground = (set: Uint8Array): number =>
  set.reduce((sum, point, i) => sum + (UNITS[i]!.region === "foreground" ? point : 0), 0);

describe("stability", () => {
  it("is in 0..1, and NaN exactly when no foreground point was ever there", () => {
    fc.assert(
      fc.property(fc.array(points, { minLength: 1, maxLength: 6 }), (sets) => {
        const rho = stability(sets, UNITS);
        if (sets.every((set) => foreground(set) === 0)) expect(rho).toBeNaN();
        else expect(rho >= 0 && rho <= 1).toBe(true);
      }),
    );
  });

  it("is 1 for constant sets and for one checkpoint", () => {
    fc.assert(
      fc.property(
        points.filter((set) => foreground(set) > 0),
        fc.integer({ min: 1, max: 6 }),
        (set, times) => {
          expect(
            stability(
              Array.from({ length: times }, () => set),
              UNITS,
            ),
          ).toBe(1);
        },
      ),
    );
  });

  it("never rises when an earlier checkpoint is added", () => {
    fc.assert(
      fc.property(
        points,
        fc.array(
          points.filter((set) => foreground(set) > 0),
          { minLength: 1, maxLength: 5 },
        ),
        (earlier, sets) => {
          expect(stability([earlier, ...sets], UNITS)).toBeLessThanOrEqual(stability(sets, UNITS));
        },
      ),
    );
  });

  it("does not see background", () => {
    const none = new Uint8Array(UNITS.length);
    const background = Uint8Array.from(UNITS, ({ region }) => (region === "background" ? 1 : 0));
    expect(stability([background, none], UNITS)).toBeNaN();
  });
});

describe("turnover", () => {
  it("kept and dropped add up to the foreground points before", () => {
    fc.assert(
      fc.property(points, points, (before, after) => {
        const { kept, dropped } = turnover(before, after, UNITS);
        expect(kept + dropped).toBe(foreground(before));
      }),
    );
  });
});
