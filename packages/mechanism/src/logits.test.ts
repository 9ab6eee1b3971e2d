import { describe, expect, it } from "vitest";
import { answers } from "../fixtures/answers.ts";
import { ensureSameExamples, logitsOf } from "./logits.ts";
import { numberTable } from "./number-table.ts";

const rows = [
  [2, -1, 0.5],
  [0, 3, -2],
];

describe("logitsOf", () => {
  it("takes rows or a flat array of either precision, and means the same", () => {
    const { values, classes, labels } = logitsOf("teacher", rows, [0, 1]);
    expect([[...values], classes, [...labels]]).toEqual([rows.flat(), 3, [0, 1]]);
    for (const flat of [Float32Array.from(rows.flat()), Float64Array.from(rows.flat())]) {
      const given = logitsOf("teacher", { values: flat, columns: 3 }, Uint8Array.of(0, 1));
      expect(given.values).toBe(flat);
      expect(given).toMatchObject({ rows: 2, classes: 3, labels: Int32Array.of(0, 1) });
    }
  });

  it("refuses probabilities, and nothing that one row tells apart from them", () => {
    const probabilities = [
      [0.7, 0.2, 0.1],
      [0.1, 0.8, 0.1004],
    ];
    expect(() => logitsOf("teacher", probabilities, [0, 1])).toThrow(/teacher: expected logits; got probabilities/);
    expect(() => logitsOf("teacher", [...probabilities, [0.7, 0.2, 0.102]], [0, 1, 0])).not.toThrow();
    expect(() => logitsOf("teacher", [...probabilities, [1.2, -0.2, 0]], [0, 1, 0])).not.toThrow();
    const logarithms = probabilities.map((row) => row.map(Math.log));
    expect(() => logitsOf("teacher", logarithms, [0, 1])).not.toThrow();
  });

  it.each<[string, () => unknown, RegExp]>([
    ["NaN", () => logitsOf("t", [[1, Number.NaN]], [0]), /t, row 0, column 1: expected a finite number; got NaN/],
    [
      "infinity",
      () =>
        logitsOf(
          "t",
          [
            [1, 2],
            [Number.NEGATIVE_INFINITY, 0],
          ],
          [0, 1],
        ),
      /row 1, column 0.*-1e4/,
    ],
    [
      "ragged rows",
      () =>
        logitsOf(
          "t",
          [
            [1, 2],
            [1, 2, 3],
          ],
          [0, 1],
        ),
      /t, row 1: expected 2 numbers as in row 0; got 3/,
    ],
    ["no rows", () => logitsOf("t", [], []), /whole rows/],
    ["half a row", () => logitsOf("t", { values: new Float64Array(5), columns: 3 }, [0]), /whole rows of 3/],
    ["one class", () => logitsOf("t", [[1]], [0]), /at least 2 classes/],
    ["a missing label", () => logitsOf("t", rows, [0]), /a label for each of 2 rows; got 1/],
    ["labels from 1", () => logitsOf("t", rows, [1, 3]), /row 1: expected a label from 0 to 2; got 3/],
    ["a label of half a class", () => logitsOf("t", rows, [0.5, 1]), /got 0.5/],
    ["a negative label", () => logitsOf("t", rows, [-100, 1]), /got -100/],
  ])("refuses %s", (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe("two networks", () => {
  it("must be of the same examples, in one order", () => {
    const teacher = answers("teacher");
    expect(() => ensureSameExamples(teacher, answers("student"))).not.toThrow();
    expect(() => ensureSameExamples(teacher, answers("student", { rows: 13 }))).toThrow(/expected 14 x 5/);
    const moved = logitsOf("student", numberTable("student", { values: teacher.values, columns: 5 }), [
      ...teacher.labels.slice(1),
      0,
    ]);
    expect(() => ensureSameExamples(teacher, moved)).toThrow(/student, row 0: expected label 0 .* got 1; bring both/);
  });
});
