import { describe, expect, it } from "vitest";
import { answers, plainLogSoftmax, rowOf, withValues } from "../fixtures/answers.ts";
import { logitsOf } from "./logits.ts";
import { ensureTemperature, rowDistribution } from "./row-distribution.ts";

const teacher = answers("teacher");

describe("rowDistribution", () => {
  it.each([1, 4, 0.3])("is softmax by its definition at T = %d", (temperature) => {
    for (let row = 0; row < teacher.rows; row++) {
      const { log, logTrue, logWrong, logAmongWrong } = rowDistribution(teacher, row, temperature);
      const plain = plainLogSoftmax(rowOf(teacher, row), temperature);
      const label = teacher.labels[row]!;
      for (const [k, value] of plain.entries()) expect(log[k]).toBeCloseTo(value, 12);
      expect(logTrue).toBe(log[label]);
      expect(Math.exp(logTrue) + Math.exp(logWrong)).toBeCloseTo(1, 14);
      const wrong = logAmongWrong.reduce((sum, value) => sum + Math.exp(value), 0);
      expect(wrong).toBeCloseTo(1, 14);
      expect(logAmongWrong[label]).toBe(Number.NEGATIVE_INFINITY);
    }
  });

  it("stays exact at logits of 1e4 apart: ln(1 − p_t) is the margin, shapes do not vanish", () => {
    const sure = logitsOf("sure", [[1e4, -1e4, -1e4 + Math.LN2]], [0]);
    const { logTrue, logWrong, logAmongWrong } = rowDistribution(sure, 0, 1);
    expect(logTrue).toBe(-0);
    expect(logWrong).toBeCloseTo(-2e4 + Math.log(3), 9);
    expect(Math.exp(logAmongWrong[2]!)).toBeCloseTo(2 / 3, 11);
    const wrong = rowDistribution(logitsOf("wrong", [[1e4, -1e4, -1e4]], [1]), 0, 1);
    expect([wrong.logTrue, wrong.logWrong]).toEqual([-2e4, -0]);
  });

  it("does not see a constant in a row", () => {
    const moved = withValues(teacher, (value, row) => value + 1024 * (row - 3));
    for (let row = 0; row < teacher.rows; row++) {
      const [a, b] = [teacher, moved].map((logits) => rowDistribution(logits, row, 2).log);
      for (const [k, value] of a!.entries()) expect(b![k]).toBeCloseTo(value, 11);
    }
  });

  it("wants a temperature above 0", () => {
    for (const temperature of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => ensureTemperature(temperature)).toThrow(/temperature: expected a number above 0/);
  });
});
