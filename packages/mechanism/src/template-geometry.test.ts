import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answers, relabelled, rowOf } from "../fixtures/answers.ts";
import { type Logits, logitsOf } from "./logits.ts";
import { type NumberTable, numberTable } from "./number-table.ts";
import { rankCorrelation } from "./rank-correlation.ts";
import { geometryFinding, templateGeometry } from "./template-geometry.ts";

describe("rankCorrelation", () => {
  const list = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 3, maxLength: 12 });

  it("is 1 of a list and any increasing function of it, −1 of a decreasing one", () => {
    fc.assert(
      fc.property(list, (values) => {
        fc.pre(new Set(values).size > 1);
        expect(rankCorrelation(values, values.map(Math.exp))).toBeCloseTo(1, 14);
        expect(
          rankCorrelation(
            values,
            values.map((value) => -(value ** 3)),
          ),
        ).toBeCloseTo(-1, 14);
      }),
    );
  });

  it("is 1 − 6 Σd² / (n³ − n) without ties", () => {
    expect(rankCorrelation([1, 2, 3, 4, 5], [20, 10, 50, 30, 40])).toBeCloseTo(1 - (6 * 8) / 120, 14);
  });

  it("has equal values at the middle of their ranks", () => {
    // Ranks 1.5 1.5 3 against 1 2 3, Pearson by hand.
    expect(rankCorrelation([7, 7, 9], [1, 2, 3])).toBeCloseTo(1.5 / Math.sqrt(1.5 * 2), 14);
  });

  it("does not exist for a constant list, or too few", () => {
    expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBe(Number.NaN);
    expect(rankCorrelation([1], [2])).toBe(Number.NaN);
  });
});

/** A student at the optimum of KD: templates of one length, logits Wh equal to the teacher's but for a constant. */
function optimum(): { teacher: Logits; features: NumberTable; templates: NumberTable } {
  const classes = 5;
  const templates = Array.from({ length: classes }, (_, k) =>
    Array.from({ length: classes }, (_, j) => (j === k ? 3 : 0)),
  );
  const teacher = answers("teacher");
  const features = Array.from({ length: teacher.rows }, (_, row) =>
    rowOf(teacher, row).map((value) => (value + row) / 3),
  );
  return { teacher, features: numberTable("features", features), templates: numberTable("templates", templates) };
}

describe("templateGeometry", () => {
  const { teacher, features, templates } = optimum();

  it("is 1 at the optimum of KD, whose squared distances are −2 times the teacher's logits apart", () => {
    for (let row = 0; row < teacher.rows; row++) {
      const v = rowOf(teacher, row);
      const distance = (k: number): number =>
        v.reduce((sum, _, j) => sum + (features.values[row * 5 + j]! - templates.values[k * 5 + j]!) ** 2, 0);
      for (let k = 1; k < 5; k++) expect(distance(k) - distance(0)).toBeCloseTo(-2 * (v[k]! - v[0]!), 11);
    }
    const found = templateGeometry(teacher, features, templates);
    for (const value of found.perExample) expect(value).toBeCloseTo(1, 14);
    for (const value of found.perClass) expect(value).toBeCloseTo(1, 14);
    expect(found.correlation.mean).toBeCloseTo(1, 14);
  });

  it("reads the wrong classes only", () => {
    const other = logitsOf(
      "teacher",
      Array.from({ length: 14 }, (_, row) => rowOf(teacher, row).map((v, k) => (k === teacher.labels[row] ? -50 : v))),
      teacher.labels,
    );
    expect(templateGeometry(other, features, templates).correlation.mean).toBeCloseTo(1, 14);
  });

  it("permutes with the classes, and turns over with the teacher", () => {
    const places = [1, 2, 3, 4, 0];
    const moved = new Float64Array(25);
    for (let k = 0; k < 5; k++) moved.set(templates.values.subarray(k * 5, k * 5 + 5), places[k]! * 5);
    const { correlation } = templateGeometry(relabelled(teacher, places), features, { ...templates, values: moved });
    expect(correlation.mean).toBeCloseTo(1, 14);
    const upside = logitsOf("teacher", { values: teacher.values.map((v) => -v), columns: 5 }, teacher.labels);
    expect(templateGeometry(upside, features, templates).correlation.mean).toBeCloseTo(-1, 14);
  });

  it("is about 0 for a student that knows nothing of the teacher", () => {
    const strange = numberTable("features", { values: answers("x", { rows: 14, margin: 0 }).values, columns: 5 });
    const { correlation } = templateGeometry(teacher, strange, templates);
    expect(correlation.low).toBeLessThan(0);
    expect(correlation.high).toBeGreaterThan(0);
  });

  it("leaves out examples without an order, and says so of a teacher that smooths labels", () => {
    const smoothed = logitsOf(
      "teacher",
      Array.from({ length: 14 }, (_, row) => (teacher.labels[row] === 0 ? [5, 1, 1, 1, 1] : rowOf(teacher, row))),
      teacher.labels,
    );
    const found = templateGeometry(smoothed, features, templates);
    expect(found.perClass[0]).toBe(Number.NaN);
    expect(found.correlation.mean).toBeCloseTo(1, 14);
    const flat = logitsOf(
      "teacher",
      Array.from({ length: 14 }, () => [1, 1, 1, 1, 1]),
      teacher.labels,
    );
    const finding = geometryFinding(templateGeometry(flat, features, templates));
    expect(finding.value).toBe(Number.NaN);
    expect(finding.interval.reason).toBe("no sample with a value");
    expect(finding.sentence).toContain("no order to compare");
  });

  it("refuses two classes and features of other templates", () => {
    const two = answers("two", { classes: 2 });
    expect(() => templateGeometry(two, features, templates)).toThrow(/at least 3 classes/);
    expect(() => templateGeometry(teacher, features, numberTable("t", [[1], [1], [1], [1], [1]]))).toThrow(
      /14 x d and 5 x d/,
    );
  });

  it("is a finding beside the student without a teacher", () => {
    const found = templateGeometry(teacher, features, templates);
    expect(geometryFinding(found)).toMatchObject({
      id: "relations.templateRank",
      value: found.correlation.mean,
      direction: "higher",
    });
    expect(geometryFinding(found).control.reason).toContain("no student");
    expect(geometryFinding(found, found).control).toBe(found.correlation);
  });
});
