import { describe, expect, it } from "vitest";
import { answers, relabelled, withValues } from "../fixtures/answers.ts";
import { gradientWeights, LEARNT } from "./gradient-weight.ts";
import { type Logits, logitsOf } from "./logits.ts";
import { distillationLoss } from "./loss.ts";
import { kd } from "./targets/kd.ts";
import { kdPt } from "./targets/kd-pt.ts";
import { labelSmoothing } from "./targets/label-smoothing.ts";
import { permutedRelations } from "./targets/permuted-relations.ts";
import type { SoftTargets } from "./targets/soft-targets.ts";

const teacher = answers("teacher");
const student = answers("student");
const half = { teacherWeight: 0.5, temperatureSquared: true };

/** The loss's slope along each true logit, over that of the label alone. */
function slopes(of: Logits, targets: SoftTargets, weights: typeof half): number[] {
  const h = 1e-5;
  const at = (by: number, teacherWeight: number): Float64Array =>
    distillationLoss(
      withValues(of, (value, row, k) => (k === of.labels[row] ? value + by : value)),
      targets,
      { ...weights, teacherWeight },
    );
  const [up, down, labelUp, labelDown] = [
    at(h, weights.teacherWeight),
    at(-h, weights.teacherWeight),
    at(h, 0),
    at(-h, 0),
  ];
  return Array.from(up!, (value, row) => (value - down![row]!) / (labelUp![row]! - labelDown![row]!));
}

describe("w(x)", () => {
  it.each([1, 4].flatMap((T) => [true, false].map((squared) => [T, squared] as const)))(
    "is the ratio of the loss's slopes along the true logit at T = %d, T² %s",
    (temperature, temperatureSquared) => {
      const weights = { teacherWeight: 0.8, temperatureSquared };
      const targets = kd(teacher, { temperature });
      const { trueClass } = gradientWeights(student, targets, weights);
      for (const [row, slope] of slopes(student, targets, weights).entries())
        expect(trueClass[row]).toBeCloseTo(slope, 6);
    },
  );

  it("is the closed form (1 − w) + w (p_t − q_t) / (1 − q_t) at T = 1, whatever the T² flag", () => {
    const own = logitsOf("student", [[Math.log(0.6), Math.log(0.3), Math.log(0.1)]], [0]);
    const of = (p: number, temperatureSquared: boolean): number => {
      const given = logitsOf("teacher", [[Math.log(p), Math.log(0.6 * (1 - p)), Math.log(0.4 * (1 - p))]], [0]);
      return gradientWeights(own, kd(given, { temperature: 1 }), { teacherWeight: 0.5, temperatureSquared })
        .trueClass[0]!;
    };
    for (const squared of [true, false]) {
      expect(of(0.8, squared)).toBeCloseTo(0.5 + 0.5 * 0.5, 12);
      expect(of(0.6, squared)).toBeCloseTo(0.5, 12);
      expect(of(0.05, squared)).toBeCloseTo(0.5 - 0.5 * (0.55 / 0.4), 12);
      expect(of(0.05, squared)).toBeLessThan(0);
      expect(of(1 - 1e-12, squared)).toBeCloseTo(1, 10);
    }
  });

  it("is left by permuted relations and by KD-pt: both keep p_t", () => {
    const of = (targets: SoftTargets): Float64Array => gradientWeights(student, targets, half).trueClass;
    const full = of(kd(teacher, { temperature: 4 }));
    expect(of(permutedRelations(teacher, { temperature: 4, seed: 3 }))).toEqual(full);
    expect(of(kdPt(teacher, { temperature: 4 }))).toEqual(full);
  });

  it("of the label itself is 1", () => {
    const { trueClass, absoluteSum } = gradientWeights(student, labelSmoothing(student, { smoothing: 0 }), half);
    for (const weights of [trueClass, absoluteSum]) for (const w of weights) expect(w).toBeCloseTo(1, 12);
  });

  it("does not see constants in rows nor names of classes", () => {
    const plain = gradientWeights(student, kd(teacher, { temperature: 2 }), half).trueClass;
    const places = [3, 0, 4, 2, 1];
    const changed = gradientWeights(
      relabelled(
        withValues(student, (value, row) => value + row),
        places,
      ),
      kd(relabelled(teacher, places), { temperature: 2 }),
      half,
    ).trueClass;
    for (const [row, w] of plain.entries()) expect(changed[row]).toBeCloseTo(w, 11);
  });
});

describe("the ratio of absolute sums", () => {
  it("is 1 − w (1 − p_t) / (1 − q_t) at T = 1 where w <= q_i / p_i for every wrong class", () => {
    // Kim et al. 2021 (PS-KD) for a student that learns from its own last answers.
    const [p, q] = [teacher, student].map((of) => kd(of, { temperature: 1 }));
    const teacherWeight = Math.min(...p!.values.map((value, k) => q!.values[k]! / value));
    const { trueClass, absoluteSum } = gradientWeights(student, p!, { teacherWeight, temperatureSquared: false });
    for (const [row, label] of student.labels.entries()) {
      const left = (of: SoftTargets): number => 1 - of.values[row * 5 + label]!;
      expect(absoluteSum[row]).toBeCloseTo(1 - (teacherWeight * left(p!)) / left(q!), 12);
      expect(trueClass[row]).toBeCloseTo(absoluteSum[row]!, 12);
    }
  });

  it("is |w(x)| where all wrong classes are pushed one way, otherwise more", () => {
    const { trueClass, absoluteSum } = gradientWeights(student, kd(teacher, { temperature: 1 }), half);
    const more = [...trueClass.keys()].map((row) => absoluteSum[row]! - Math.abs(trueClass[row]!));
    expect(Math.min(...more)).toBeGreaterThan(-1e-12);
    expect(Math.max(...more)).toBeGreaterThan(0.01);
    const alike = gradientWeights(
      withValues(student, (value, row, k) => (k === student.labels[row] ? value : 0)),
      kdPt(teacher, { temperature: 1 }),
      half,
    );
    for (const [row, w] of alike.trueClass.entries()) expect(alike.absoluteSum[row]).toBeCloseTo(Math.abs(w), 12);
  });
});

describe("learnt examples", () => {
  const at = (error: number): number[] => [Math.log(1 - error), Math.log(error / 2), Math.log(error / 2)];
  const own = logitsOf("student", [at(LEARNT / 2), at(2 * LEARNT), at(0.5), [1e4, -1e4, 0]], [0, 0, 0, 0]);
  const given = logitsOf("teacher", [at(0.9), at(0.1), at(0.9), at(0.5)], [0, 0, 0, 0]);
  const weights = gradientWeights(own, kd(given, { temperature: 1 }), half);

  it("are named and summed apart, and not clipped", () => {
    expect(weights.learnt).toEqual([0, 3]);
    expect(weights.trueClass[0]).toBeCloseTo(0.5 + (0.5 * (0.1 - (1 - LEARNT / 2))) / (LEARNT / 2), 6);
    expect(weights.unlearnt.rows).toBe(2);
    expect(weights.unlearnt.mean).toBeCloseTo((weights.trueClass[1]! + weights.trueClass[2]!) / 2, 12);
    expect(weights.unlearnt.quartiles[1]).toBeCloseTo(weights.unlearnt.mean, 12);
    expect(weights.unlearnt.negativeShare).toBe(0.5);
    expect(weights.ofLearnt).toMatchObject({ rows: 2, mean: weights.trueClass[0], negativeShare: 1 });
  });

  it("have no ratio where the label's push underflows", () => {
    expect([weights.trueClass[3], weights.absoluteSum[3]]).toEqual([Number.NaN, Number.NaN]);
  });

  it("leave NaN where there is none", () => {
    const none = gradientWeights(student, kd(teacher, { temperature: 1 }), half);
    expect(none.learnt).toEqual([]);
    expect(none.ofLearnt).toEqual({
      rows: 0,
      mean: Number.NaN,
      quartiles: [Number.NaN, Number.NaN, Number.NaN],
      negativeShare: Number.NaN,
    });
  });
});
