import { describe, expect, it } from "vitest";
import { answers, plainLogSoftmax, rowOf, withValues } from "../fixtures/answers.ts";
import { classMeanLogits } from "./class-relations.ts";
import { logitGradient } from "./gradient.ts";
import { logitsOf } from "./logits.ts";
import { distillationLoss, type LossWeights } from "./loss.ts";
import { kd } from "./targets/kd.ts";
import { kdPtSim } from "./targets/kd-pt-sim.ts";
import { kdTopK } from "./targets/kd-top-k.ts";
import { labelSmoothing } from "./targets/label-smoothing.ts";
import { type SoftTargets, targetRow } from "./targets/soft-targets.ts";

const teacher = answers("teacher");
const student = answers("student", { scale: 2 });
const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0);

const conventions = [1, 4].flatMap((temperature) =>
  [true, false].map((temperatureSquared) => ({ temperature, temperatureSquared })),
);

function targetsAt(temperature: number): readonly SoftTargets[] {
  const relations = classMeanLogits(teacher);
  return [
    kd(teacher, { temperature }),
    kdPtSim(teacher, { temperature, relations, relationTemperature: temperature }),
    kdTopK(teacher, { temperature, k: 2 }),
  ];
}

describe("distillationLoss", () => {
  it.each(conventions)("is its definition at $temperature, T² $temperatureSquared", (convention) => {
    const { temperature, temperatureSquared } = convention;
    const targets = kd(teacher, { temperature });
    const loss = distillationLoss(student, targets, { teacherWeight: 0.7, temperatureSquared });
    for (const [row, value] of loss.entries()) {
      const hard = -plainLogSoftmax(rowOf(student, row))[student.labels[row]!]!;
      const p = plainLogSoftmax(rowOf(teacher, row), temperature).map(Math.exp);
      const soft = -sum(plainLogSoftmax(rowOf(student, row), temperature).map((log, k) => p[k]! * log));
      const s = temperatureSquared ? temperature * temperature : 1;
      expect(value).toBeCloseTo(0.3 * hard + 0.7 * s * soft, 12);
    }
  });

  it("is finite at logits of 1e4, in the size of their difference", () => {
    const far = logitsOf("far", [[1e4, -1e4, 0]], [1]);
    const loss = distillationLoss(far, kd(far, { temperature: 1 }), { teacherWeight: 0.5, temperatureSquared: true });
    expect(loss[0]).toBeCloseTo(0.5 * 2e4, 9);
  });

  it("refuses targets of other examples and weights outside 0 to 1", () => {
    const weights = { teacherWeight: 0.5, temperatureSquared: true };
    expect(() => distillationLoss(student, kd(answers("b", { rows: 3 }), { temperature: 1 }), weights)).toThrow(
      /KD: expected 14 x 5/,
    );
    for (const teacherWeight of [-0.1, 1.1, Number.NaN])
      expect(() =>
        distillationLoss(student, kd(teacher, { temperature: 1 }), { teacherWeight, temperatureSquared: true }),
      ).toThrow(/teacherWeight: expected 0 to 1/);
  });
});

describe("logitGradient", () => {
  it.each(conventions)("is the loss's slope at $temperature, T² $temperatureSquared, in every logit", (convention) => {
    const { temperature, temperatureSquared } = convention;
    for (const targets of targetsAt(temperature)) {
      const weights: LossWeights = { teacherWeight: 0.7, temperatureSquared };
      const gradient = logitGradient(student, targets, weights);
      const h = 1e-5;
      for (const [index, slope] of gradient.entries()) {
        const at = (by: number): number => {
          const moved = withValues(student, (value, row, k) => (row * 5 + k === index ? value + by : value));
          return distillationLoss(moved, targets, weights)[Math.floor(index / 5)]!;
        };
        expect(slope).toBeCloseTo((at(h) - at(-h)) / (2 * h), 8);
      }
    }
  });

  it("sums to 0 over the classes of an example", () => {
    const gradient = logitGradient(student, kd(teacher, { temperature: 4 }), {
      teacherWeight: 0.9,
      temperatureSquared: true,
    });
    for (let row = 0; row < student.rows; row++)
      expect(sum(gradient.subarray(row * 5, row * 5 + 5))).toBeCloseTo(0, 14);
  });

  it("of a teacher (1 − a) y + a/K at T = 1 and weight w is that of label smoothing w a", () => {
    const [a, teacherWeight] = [0.3, 0.6];
    const smoothed = withValues(teacher, (_, row, k) =>
      Math.log((teacher.labels[row] === k ? 1 - a : 0) + a / teacher.classes),
    );
    const weights = { teacherWeight, temperatureSquared: true };
    const byTeacher = logitGradient(student, kd(smoothed, { temperature: 1 }), weights);
    const byLabels = logitGradient(student, labelSmoothing(student, { smoothing: teacherWeight * a }), {
      teacherWeight: 1,
      temperatureSquared: false,
    });
    for (const [k, slope] of byTeacher.entries()) expect(slope).toBeCloseTo(byLabels[k]!, 14);
  });

  it("differs by T² between the conventions, in the teacher's part alone", () => {
    const targets = kd(teacher, { temperature: 4 });
    const of = (teacherWeight: number, temperatureSquared: boolean): Float64Array =>
      logitGradient(student, targets, { teacherWeight, temperatureSquared });
    const [label, plain, squared] = [of(0, false), of(0.5, false), of(0.5, true)];
    for (let k = 0; k < label.length; k++)
      expect(squared[k]! - label[k]! / 2).toBeCloseTo(16 * (plain[k]! - label[k]! / 2), 12);
  });

  it("with T² tends to the difference of centred logits over K as T grows", () => {
    const targets = kd(teacher, { temperature: 1e5 });
    const gradient = logitGradient(student, targets, { teacherWeight: 1, temperatureSquared: true });
    for (let row = 0; row < student.rows; row++) {
      const [z, v] = [rowOf(student, row), rowOf(teacher, row)];
      for (let k = 0; k < 5; k++) {
        const centred = z[k]! - sum(z) / 5 - (v[k]! - sum(v) / 5);
        expect(gradient[row * 5 + k]).toBeCloseTo(centred / 5, 3);
      }
    }
  });

  it("does not see a constant in a row of the student's logits, and vanishes where it answers as the targets", () => {
    const targets = kd(teacher, { temperature: 4 });
    const weights = { teacherWeight: 1, temperatureSquared: true };
    const moved = withValues(student, (value, row) => value - 7 * row);
    const [a, b] = [student, moved].map((of) => logitGradient(of, targets, weights));
    for (const [k, slope] of a!.entries()) expect(b![k]).toBeCloseTo(slope, 12);
    for (const slope of logitGradient(teacher, targets, weights)) expect(slope).toBeCloseTo(0, 13);
  });

  it("keeps the label's push where q_t rounds to 1", () => {
    const sure = logitsOf("sure", [[50, 0, 0]], [0]);
    const targets = labelSmoothing(sure, { smoothing: 0 });
    const [push] = logitGradient(sure, targets, { teacherWeight: 0, temperatureSquared: false });
    expect(push! / -Math.exp(-50)).toBeCloseTo(2, 12);
  });

  it("has the targets' rows, not another's", () => {
    const targets = kd(teacher, { temperature: 1 });
    const gradient = logitGradient(student, targets, { teacherWeight: 1, temperatureSquared: false });
    const p = targetRow(targets, 3);
    const q = plainLogSoftmax(rowOf(student, 3)).map(Math.exp);
    for (let k = 0; k < 5; k++) expect(gradient[15 + k]).toBeCloseTo(q[k]! - p[k]!, 14);
  });
});
