import { describe, expect, it } from "vitest";
import { answers, relabelled, withValues } from "../fixtures/answers.ts";
import { classMeanLogits, templateCosines } from "./class-relations.ts";
import { numberTable } from "./number-table.ts";

describe("templateCosines", () => {
  it("are the cosines of a hand table, whatever the lengths", () => {
    const table = numberTable("templates", [
      [2, 0],
      [3, 3],
      [-1, 0],
    ]);
    const { scores, absent } = templateCosines(table);
    const expected = [1, Math.SQRT1_2, -1, Math.SQRT1_2, 1, -Math.SQRT1_2, -1, -Math.SQRT1_2, 1];
    for (const [k, value] of expected.entries()) expect(scores[k]).toBeCloseTo(value, 15);
    expect(absent).toEqual([]);
  });

  it("show the blocks of super-classes", () => {
    const within = 0.6;
    const rows = [0, 1, 2, 3].map((k) =>
      Array.from({ length: 6 }, (_, axis) => {
        if (axis === Math.floor(k / 2)) return Math.sqrt(within);
        return axis === 2 + k ? Math.sqrt(1 - within) : 0;
      }),
    );
    const { scores } = templateCosines(numberTable("templates", rows));
    for (let a = 0; a < 4; a++)
      for (let b = 0; b < 4; b++) {
        const expected = a === b ? 1 : Math.floor(a / 2) === Math.floor(b / 2) ? within : 0;
        expect(scores[4 * a + b]).toBeCloseTo(expected, 14);
      }
  });

  it("want a direction", () => {
    expect(() =>
      templateCosines(
        numberTable("t", [
          [1, 0],
          [0, 0],
        ]),
      ),
    ).toThrow(/template of class 1: expected a direction/);
  });
});

describe("classMeanLogits", () => {
  const teacher = answers("teacher");

  it("are means over the class's examples, each row without its own mean", () => {
    const { scores } = classMeanLogits(teacher);
    for (let label = 0; label < 5; label++) {
      const own = [...teacher.labels.keys()].filter((row) => teacher.labels[row] === label);
      const means = Array.from({ length: 5 }, (_, k) => {
        return own.reduce((sum, row) => sum + teacher.values[row * 5 + k]! / own.length, 0);
      });
      const center = means.reduce((sum, value) => sum + value / 5, 0);
      for (const [k, value] of means.entries()) expect(scores[label * 5 + k]).toBeCloseTo(value - center, 13);
    }
  });

  it("do not see constants in rows, and permute with the classes", () => {
    const places = [4, 0, 3, 1, 2];
    const moved = relabelled(
      withValues(teacher, (value, row) => value + 100 * row),
      places,
    );
    const [a, b] = [classMeanLogits(teacher).scores, classMeanLogits(moved).scores];
    for (let i = 0; i < 5; i++)
      for (let j = 0; j < 5; j++) expect(b[places[i]! * 5 + places[j]!]).toBeCloseTo(a[i * 5 + j]!, 11);
  });

  it("are NaN for a class without an example, which is named", () => {
    const { scores, absent } = classMeanLogits(answers("few", { rows: 3 }));
    expect(absent).toEqual([3, 4]);
    expect([...scores.keys()].filter((k) => Number.isNaN(scores[k]))).toEqual([15, 16, 17, 18, 19, 20, 21, 22, 23, 24]);
  });
});
