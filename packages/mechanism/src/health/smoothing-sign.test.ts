import { describe, expect, it } from "vitest";
import { answers, borneOut, plainLogSoftmax, relabelled, rowOf, withValues } from "../../fixtures/answers.ts";
import { type Logits, logitsOf } from "../logits.ts";
import { smoothingSign } from "./smoothing-sign.ts";

const CLASSES = 6;

/** ln((1 − e) p + e/K) of every row. */
function smoothed(teacher: Logits, e: number): Logits {
  return withValues(teacher, (_, row, k) => {
    return Math.log((1 - e) * Math.exp(plainLogSoftmax(rowOf(teacher, row))[k]!) + e / teacher.classes);
  });
}

/** Mean cross-entropy with smoothed labels, of logits times a scale. */
function loss(teacher: Logits, e: number, scale: number): number {
  let sum = 0;
  for (let row = 0; row < teacher.rows; row++) {
    const log = plainLogSoftmax(rowOf(teacher, row), 1 / scale);
    for (const [k, value] of log.entries())
      sum -= ((k === teacher.labels[row] ? 1 - e : 0) + e / teacher.classes) * value;
  }
  return sum / teacher.rows;
}

describe("smoothingSign", () => {
  it.each([0, 0.1, 0.4])("is e = %d exactly for targets (1 − e) y + e/K in every row", (e) => {
    const rows = Array.from({ length: 12 }, (_, row) =>
      Array.from({ length: CLASSES }, (_, k) =>
        Math.log((k === row % CLASSES ? 1 - e : 0) + Math.max(e, 1e-200) / CLASSES),
      ),
    );
    const { borne, surestError } = smoothingSign(
      logitsOf(
        "smoothed",
        rows,
        rows.map((_, row) => row % CLASSES),
      ),
    );
    for (const value of [borne.mean, borne.low, borne.high]) expect(value).toBeCloseTo(e, 12);
    expect(surestError).toBe(0);
  });

  it.each([0, 0.15])(
    "is e = %d where no scale of the logits has a smaller loss with smoothing e, labels wrong or right",
    (e) => {
      const teacher = answers("teacher", { rows: 40, classes: CLASSES, scale: 1.3, margin: 1.4 });
      let [low, high] = [0.01, 10];
      for (let step = 0; step < 200; step++) {
        const [a, b] = [low + (high - low) / 3, high - (high - low) / 3];
        if (loss(teacher, e, a) < loss(teacher, e, b)) high = b;
        else low = a;
      }
      const { borne } = smoothingSign(withValues(teacher, (value) => low * value));
      expect(borne.mean).toBeCloseTo(e, 6);
    },
  );

  it.each([
    ["sure", 8],
    ["noisy", 2],
  ])("of %s answers that labels bear out is 0, and e once they are smoothed", (_, margin) => {
    const teacher = borneOut(answers("borne out", { rows: 3000, classes: CLASSES, scale: 1.5, margin }));
    for (const e of [0, 0.1, 0.2]) {
      const { borne } = smoothingSign(smoothed(teacher, e));
      expect(borne.low).toBeLessThan(e);
      expect(borne.high).toBeGreaterThan(e);
      expect(borne.high - borne.low).toBeLessThan(0.1);
    }
  });

  it("does not see constants in rows nor names of classes", () => {
    const teacher = answers("teacher", { rows: 60, classes: CLASSES, margin: 2 });
    const moved = relabelled(
      withValues(teacher, (value, row) => value + 7 * row),
      [2, 0, 1, 5, 3, 4],
    );
    const [a, b] = [smoothingSign(teacher), smoothingSign(moved)];
    for (const name of ["mean", "low", "high"] as const) expect(b.borne[name]).toBeCloseTo(a.borne[name], 9);
    expect(b.surestError).toBe(a.surestError);
  });

  it("counts errors among the surest quarter alone", () => {
    const margins = [9, 8, 7, 6, 5, 4, 3, 2];
    const wrong = new Set([1, 5, 6]);
    const rows = margins.map((margin, row) => (wrong.has(row) ? [0, margin] : [margin, 0]));
    expect(
      smoothingSign(
        logitsOf(
          "few",
          rows,
          margins.map(() => 0),
        ),
      ).surestError,
    ).toBe(0.5);
  });

  it("has a reason where the true class is no likelier than the mean one", () => {
    const { borne } = smoothingSign(answers("wrong", { rows: 30, margin: -9 }));
    expect(borne).toMatchObject({ mean: Number.NaN, reason: expect.stringContaining("no likelier") });
  });
});
