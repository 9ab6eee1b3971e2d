import { describe, expect, it } from "vitest";
import { answers, plainLogSoftmax, rowOf } from "../fixtures/answers.ts";
import { logitsOf } from "./logits.ts";
import { distillationLoss } from "./loss.ts";
import { splitLoss } from "./loss-split.ts";
import { kd } from "./targets/kd.ts";
import { kdPt } from "./targets/kd-pt.ts";
import { kdTopK } from "./targets/kd-top-k.ts";
import { labelSmoothing } from "./targets/label-smoothing.ts";
import { type SoftTargets, targetRow } from "./targets/soft-targets.ts";

const teacher = answers("teacher");
const student = answers("student");
const alone = { teacherWeight: 1, temperatureSquared: false };
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const divergence = (p: ArrayLike<number>, q: readonly number[]): number =>
  sum(Array.from(p, (value, k) => (value === 0 ? 0 : value * Math.log(value / q[k]!))));

/** The student's probabilities at T. */
function answersOf(row: number, temperature: number): number[] {
  return plainLogSoftmax(rowOf(student, row), temperature).map(Math.exp);
}

describe("splitLoss", () => {
  const cases: readonly SoftTargets[] = [
    kd(teacher, { temperature: 1 }),
    kd(teacher, { temperature: 4 }),
    kdPt(teacher, { temperature: 4 }),
    kdTopK(teacher, { temperature: 2, k: 2 }),
    labelSmoothing(teacher, { smoothing: 0.1 }),
    labelSmoothing(teacher, { smoothing: 0 }),
  ];

  it.each([true, false])("adds up to the loss that was used, T² %s", (temperatureSquared) => {
    const weights = { teacherWeight: 0.8, temperatureSquared };
    for (const targets of cases) {
      const split = splitLoss(student, targets, weights);
      for (const [row, loss] of distillationLoss(student, targets, weights).entries()) {
        const parts = [split.label, split.targetClass, split.nonTargetClass, split.constant];
        expect(sum(parts.map((part) => part[row]!))).toBeCloseTo(loss, 12);
      }
    }
  });

  it("is KL(p‖q) = TCKD + (1 − p_t) NCKD, each by its definition", () => {
    for (const targets of cases) {
      const split = splitLoss(student, targets, alone);
      for (let row = 0; row < student.rows; row++) {
        const [p, q] = [targetRow(targets, row), answersOf(row, targets.temperature)];
        const label = student.labels[row]!;
        const wrong = 1 - p[label]!;
        expect(split.targetClass[row]! + split.nonTargetClass[row]!).toBeCloseTo(divergence(p, q), 12);
        expect(split.targetClass[row]).toBeCloseTo(divergence([p[label]!, wrong], [q[label]!, 1 - q[label]!]), 12);
        if (wrong === 0) {
          expect([split.nonTargetClass[row], split.uncoupledNonTargetClass[row]]).toEqual([0, Number.NaN]);
          continue;
        }
        const among = (values: ArrayLike<number>): number[] =>
          Array.from(values, (value) => value / (1 - values[label]!)).filter((_, k) => k !== label);
        expect(split.uncoupledNonTargetClass[row]).toBeCloseTo(divergence(among(p), among(q)), 12);
        expect(split.nonTargetClass[row]).toBeCloseTo(wrong * divergence(among(p), among(q)), 12);
      }
    }
  });

  it("of KD-pt has KD's TCKD, and uniform wrong classes in NCKD", () => {
    const full = splitLoss(student, kd(teacher, { temperature: 4 }), alone);
    const pt = splitLoss(student, kdPt(teacher, { temperature: 4 }), alone);
    for (let row = 0; row < student.rows; row++) {
      expect(pt.targetClass[row]).toBeCloseTo(full.targetClass[row]!, 13);
      const q = answersOf(row, 4).filter((_, k) => k !== student.labels[row]);
      const uniform = divergence(
        [0.25, 0.25, 0.25, 0.25],
        q.map((value) => value / sum(q)),
      );
      expect(pt.uncoupledNonTargetClass[row]).toBeCloseTo(uniform, 12);
    }
  });

  it("counts T² once", () => {
    const targets = kd(teacher, { temperature: 4 });
    const [plain, squared] = [false, true].map((temperatureSquared) =>
      splitLoss(student, targets, { teacherWeight: 0.5, temperatureSquared }),
    );
    for (const part of ["targetClass", "nonTargetClass", "constant"] as const)
      for (const [row, value] of plain![part].entries()) expect(squared![part][row]).toBeCloseTo(16 * value, 12);
    for (const part of ["label", "uncoupledNonTargetClass"] as const) expect(squared![part]).toEqual(plain![part]);
  });

  it("is finite at logits of 1e4", () => {
    const far = logitsOf("far", [[1e4, -1e4, 0]], [0]);
    const against = logitsOf("far", [[-1e4, 1e4, 0]], [0]);
    const { targetClass, nonTargetClass } = splitLoss(against, kd(far, { temperature: 1 }), alone);
    expect(targetClass[0]).toBeCloseTo(2e4, 9);
    expect(nonTargetClass[0]).toBe(0);
  });
});

describe("KD-topk's divergence", () => {
  it("is that of k classes and a tail, plus the tail's mass times that of uniform from the student's tail", () => {
    const [temperature, k] = [2, 2];
    const [full, top] = [kd(teacher, { temperature }), kdTopK(teacher, { temperature, k })];
    for (let row = 0; row < student.rows; row++) {
      const [p, q, given] = [targetRow(full, row), answersOf(row, temperature), targetRow(top, row)];
      const order = [...p.keys()].sort((a, b) => p[b]! - p[a]!);
      const [kept, tail] = [order.slice(0, k), order.slice(k)];
      const coarse = (values: ArrayLike<number>): number[] => [
        ...kept.map((i) => values[i]!),
        sum(tail.map((i) => values[i]!)),
      ];
      const mass = sum(tail.map((i) => q[i]!));
      const rest = divergence(
        tail.map(() => 1 / tail.length),
        tail.map((i) => q[i]! / mass),
      );
      expect(divergence(given, q)).toBeCloseTo(divergence(coarse(p), coarse(q)) + coarse(p)[k]! * rest, 12);
    }
  });

  it("never falls below 0, as the sum without the tail does", () => {
    const targets = kdTopK(teacher, { temperature: 4, k: 1 });
    const { targetClass, nonTargetClass } = splitLoss(student, targets, alone);
    const whole = Array.from(targetClass, (value, row) => value + nonTargetClass[row]!);
    expect(Math.min(...whole)).toBeGreaterThanOrEqual(0);
    const truncated = whole.map((_, row) => {
      const [p, q] = [targetRow(kd(teacher, { temperature: 4 }), row), answersOf(row, 4)];
      const [first] = [...p.keys()].sort((a, b) => p[b]! - p[a]!);
      return p[first!]! * Math.log(p[first!]! / q[first!]!);
    });
    expect(Math.min(...truncated)).toBeLessThan(0);
  });
});
