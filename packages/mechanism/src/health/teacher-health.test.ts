import { mean, populationVariance } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { answers, borneOut, plainLogSoftmax, relabelled, rowOf, withValues } from "../../fixtures/answers.ts";
import { decomposeTargets } from "../decomposition.ts";
import { type Logits, logitsOf } from "../logits.ts";
import { kd } from "../targets/kd.ts";
import { healthFindings } from "./health-findings.ts";
import { chooseTemperature, LEAST_MASS } from "./recommendation.ts";
import { teacherSignals } from "./signals.ts";
import { TEMPERATURES, teacherHealth } from "./teacher-health.ts";

const options = { teacherWeight: 0.9 };
const CLASSES = 8;
const ROWS = 400;

/** Normal logits whose other classes follow the likeliest, as a trained teacher's do, and labels that bear them out. */
function sound(margin = 7): Logits {
  const own = answers("sound", { rows: ROWS, classes: CLASSES, scale: 1.2, margin });
  const relations = answers("relations", { rows: CLASSES, classes: CLASSES, scale: 1.6, margin: 0 });
  return borneOut(
    withValues(own, (value, row, k) =>
      k === own.labels[row] ? value : value + relations.values[own.labels[row]! * CLASSES + k]!,
    ),
  );
}

/** As training with smoothing `a` leaves it: (1 − a) y + a/K with a little noise. */
function smoothed(a = 0.1, noise = 0.05): Logits {
  const own = answers("smoothed", { rows: ROWS, classes: CLASSES, scale: noise, margin: 0 });
  return withValues(own, (value, row, k) => value + Math.log((k === own.labels[row] ? 1 - a : 0) + a / CLASSES));
}

describe("signals", () => {
  const teacher = answers("teacher", { rows: 30 });

  it.each([1, 4])("are their definitions at T = %d", (temperature) => {
    const found = teacherSignals(teacher, temperature, 0.7);
    const p = [...teacher.labels.keys()].map((row) => plainLogSoftmax(rowOf(teacher, row), temperature).map(Math.exp));
    const trues = p.map((row, index) => row[teacher.labels[index]!]!);
    const divergences = p.map((row, index) => {
      const shape = row.map((value) => value / (1 - trues[index]!)).filter((_, k) => k !== teacher.labels[index]);
      return shape.reduce((sum, value) => sum + value * Math.log(value * 4), 0);
    });
    expect(found.relationSignal.mean).toBeCloseTo(mean(divergences), 13);
    expect(found.instanceSignal.mean).toBeCloseTo(populationVariance(trues), 14);
    expect(found.effectiveSmoothing.mean).toBeCloseTo((0.7 * mean(trues.map((value) => 1 - value)) * 5) / 4, 13);
    expect(found.decidedShare).toBe(p.filter((row) => Math.max(...row) > 0.99).length / 30);
    expect(found.certainShare).toBe(trues.filter((value) => value > 0.99).length / 30);
    const sorted = [...trues].sort((a, b) => a - b);
    expect(found.quartiles[0]).toBeCloseTo(sorted[7]! + 0.25 * (sorted[8]! - sorted[7]!), 14);
    for (const interval of [found.relationSignal, found.instanceSignal, found.effectiveSmoothing]) {
      expect(interval.low).toBeLessThan(interval.mean);
      expect(interval.high).toBeGreaterThan(interval.mean);
    }
  });

  it("have the masses of the decomposition of KD's targets", () => {
    for (const temperature of [1, 3]) {
      const found = teacherSignals(teacher, temperature, 0.7);
      const parts = decomposeTargets(kd(teacher, { temperature })).mean;
      expect(found.relationMass).toBeCloseTo(parts.relations, 14);
      expect(found.instanceMass).toBeCloseTo(parts.instance, 14);
    }
  });

  it("of a teacher (1 − a) y + a/K are no relations, no weights, and a smoothing of w a", () => {
    const found = teacherSignals(smoothed(0.2, 0), 1, 0.5);
    expect(found.relationSignal.mean).toBeCloseTo(0, 14);
    expect(found.instanceSignal.mean).toBeCloseTo(0, 14);
    expect(found.effectiveSmoothing.mean).toBeCloseTo(0.1, 13);
    expect(found.explainedByLabel).toMatchObject({ mean: Number.NaN, reason: expect.stringContaining("alike") });
  });

  it("do not see constants in rows nor names of classes", () => {
    const places = [1, 3, 0, 2, 4];
    const moved = relabelled(
      withValues(teacher, (value, row) => value - 5 * row),
      places,
    );
    const [a, b] = [teacherSignals(teacher, 2, 0.9), teacherSignals(moved, 2, 0.9)];
    for (const name of ["relationSignal", "explainedByLabel", "instanceSignal", "effectiveSmoothing"] as const)
      expect(b[name].mean).toBeCloseTo(a[name].mean, 11);
    for (const name of ["certainShare", "relationMass", "instanceMass"] as const)
      expect(b[name]).toBeCloseTo(a[name], 11);
  });

  it("see shapes where p_t rounds to 1", () => {
    const far = logitsOf(
      "far",
      [
        [1e4, 0, -1e4],
        [0, 1e4, -1e4],
      ],
      [0, 1],
    );
    const { relationSignal, relationMass, certainShare } = teacherSignals(far, 1, 0.5);
    expect(relationSignal.mean).toBeCloseTo(Math.LN2, 12);
    expect([relationMass, certainShare]).toEqual([0, 1]);
  });

  it("are explained by the label wholly where examples of a class agree, and not at all where labels are chance", () => {
    const base = answers("base", { rows: 8, classes: 8, margin: 0 });
    const alike = withValues(
      answers("alike", { rows: ROWS, classes: 8 }),
      (_, row, k) => base.values[(row % 8) * 8 + k]!,
    );
    expect(teacherSignals(alike, 1, 1).explainedByLabel.mean).toBeCloseTo(1, 12);
    const chance = answers("chance", { rows: ROWS, classes: 8, margin: 0 });
    // Its standard error is near 1 / √(50 · 400): pairs of 400 examples in classes of 50, so about 0.005.
    expect(Math.abs(teacherSignals(chance, 1, 1).explainedByLabel.mean)).toBeLessThan(0.02);
  });

  it("do not take a class's only example for agreement", () => {
    const lone = teacherSignals(answers("lone", { rows: 5 }), 1, 1).explainedByLabel;
    expect(lone).toMatchObject({ mean: Number.NaN, reason: "no class has two examples" });
  });
});

describe("teacherHealth", () => {
  const health = teacherHealth(sound(), options);

  it("names neither failure in a sound teacher, and a temperature inside the sweep", () => {
    expect(health.failures).toEqual([]);
    expect(health.recommended.temperature).toBeGreaterThan(1);
    expect(health.recommended.temperature).toBeLessThan(20);
    expect(health.sweep.map(({ temperature }) => temperature)).toEqual(TEMPERATURES);
    expect(health.unsoftened).toBe(health.sweep[0]);
  });

  it("names a label-smoothed teacher, for which no T is good", () => {
    const found = teacherHealth(smoothed(), options);
    expect(found.failures.map(({ failure }) => failure)).toEqual(["label-smoothed"]);
    expect(found.recommended.temperature).toBe(Number.NaN);
    expect(found.recommended.reason).toContain("No T from 1 to 20 is good");
  });

  it.each([
    ["right", 12, 0, 0],
    ["wrong in places", 5, 0.05, 0.4],
  ])("names an over-confident teacher that is %s, and softening brings relations back", (_, margin, least, most) => {
    const found = teacherHealth(
      withValues(sound(margin), (value) => 40 * value),
      options,
    );
    expect(found.failures.map(({ failure }) => failure)).toEqual(["over-confident"]);
    expect(found.labelConflicts.mean).toBeGreaterThanOrEqual(least);
    expect(found.labelConflicts.mean).toBeLessThanOrEqual(most);
    expect(found.unsoftened.relationMass).toBeLessThan(found.sweep.at(-1)!.relationMass);
  });

  it("names no failure of a teacher that has learnt nothing: its classes are alike, but it knows no label", () => {
    const nothing = teacherHealth(
      answers("nothing", { rows: ROWS, classes: CLASSES, scale: 0.05, margin: 0 }),
      options,
    );
    expect(nothing.failures).toEqual([]);
    expect(nothing.recommended.temperature).toBe(Number.NaN);
    expect(nothing.labelConflicts.mean).toBeGreaterThan(0.7);
  });

  it("names a smoothed teacher by what labels do not bear out, however sharp its relations are", () => {
    const floor = (p: number): number => Math.log(0.88 * p + 0.12 / CLASSES);
    const sure = sound(9);
    const found = teacherHealth(
      withValues(sure, (_, row, k) => floor(Math.exp(plainLogSoftmax(rowOf(sure, row))[k]!))),
      options,
    );
    expect(found.failures.map(({ failure }) => failure)).toEqual(["label-smoothed"]);
    expect(found.failures[0]?.sentence).toContain("as label smoothing of 0.12");
    expect(teacherHealth(sure, options)).toMatchObject({
      failures: [],
      smoothing: { borne: { low: expect.any(Number) } },
    });
  });

  it("does not take noisy labels for smoothing, and says that it cannot tell", () => {
    const sure = sound(9);
    const noisy = withValues(sure, (_, row, k) =>
      Math.log(0.7 * Math.exp(plainLogSoftmax(rowOf(sure, row))[k]!) + 0.3 / CLASSES),
    );
    const found = teacherHealth(borneOut(noisy), options);
    expect(found.failures).toEqual([]);
    expect(found.smoothingUntold).toMatch(/surest quarter of its answers the label is another class in \d/);
    expect(found.smoothing.borne.low).toBeLessThan(0);
    expect(found.smoothing.borne.high).toBeGreaterThan(0);
  });

  it("does not take few classes, or many, for alike: R is small with 3, and small beside ln(K − 1) with 200", () => {
    const three = logitsOf(
      "three",
      [0, 1, 2].map((label) => [0, 1, 2].map((k) => (k === label ? 7.5 : k === (label + 1) % 3 ? 3 : 0))),
      [0, 1, 2],
    );
    const many = answers("many", { rows: ROWS, classes: 200, scale: 1.5, margin: 11 });
    for (const [teacher, least, most] of [
      [three, 0.4, 0.6],
      [many, 0.9, 1.3],
    ] as const) {
      const { failures, unsoftened } = teacherHealth(teacher, { ...options, temperatures: [1] });
      expect(unsoftened.relationSignal.mean).toBeGreaterThan(least);
      expect(unsoftened.relationSignal.mean).toBeLessThan(most);
      expect(failures).toEqual([]);
    }
  });

  it("judges failures at T = 1, in the sweep or not", () => {
    const found = teacherHealth(smoothed(), { ...options, temperatures: [4, 2] });
    expect(found.sweep.map(({ temperature }) => temperature)).toEqual([4, 2]);
    expect(found.unsoftened.temperature).toBe(1);
    expect(found.failures).toHaveLength(1);
  });

  it("counts label conflicts with their rows", () => {
    const teacher = logitsOf(
      "teacher",
      [
        [2, 1],
        [1, 2],
        [3, 3],
        [3, 3],
      ],
      [0, 0, 0, 1],
    );
    const { labelConflicts, conflicting } = teacherHealth(teacher, options);
    expect(conflicting).toEqual([1, 3]);
    expect(labelConflicts.mean).toBe(0.5);
    expect(labelConflicts.low).toBeGreaterThan(0);
  });

  it("of two classes speaks of weights alone", () => {
    const two = teacherHealth(answers("two", { rows: ROWS, classes: 2, scale: 2, margin: 3 }), options);
    expect(two.unsoftened.relationSignal.reason).toContain("no relations");
    expect(two.unsoftened.relationMass).toBe(0);
    expect(two.failures).toEqual([]);
    expect(two.recommended.temperature).toBeGreaterThanOrEqual(1);
  });

  it("scales: logits s times as large at s T are the same teacher at T", () => {
    const own = teacherHealth(sound(), { ...options, temperatures: [1, 2, 4] });
    const larger = teacherHealth(
      withValues(sound(), (value) => 4 * value),
      { ...options, temperatures: [4, 8, 16] },
    );
    expect(larger.recommended.temperature).toBe(4 * own.recommended.temperature);
    for (const [k, { relationSignal }] of own.sweep.entries())
      expect(larger.sweep[k]!.relationSignal.mean).toBeCloseTo(relationSignal.mean, 12);
  });

  it("refuses no temperature, one of 0 and weights outside 0 to 1", () => {
    expect(() => teacherHealth(sound(), { ...options, temperatures: [] })).toThrow(
      /temperatures: expected at least one/,
    );
    expect(() => teacherHealth(sound(), { ...options, temperatures: [0] })).toThrow(/temperature: expected/);
    expect(() => teacherHealth(sound(), { teacherWeight: 2 })).toThrow(/teacherWeight/);
  });
});

describe("chooseTemperature", () => {
  const [template] = teacherHealth(sound(), options).sweep;
  const at = (temperature: number, relationMass: number, instanceMass: number) => {
    return { ...template!, temperature, relationMass, instanceMass };
  };

  it("takes the largest of the smaller masses, of equal ones the lowest T, in any order", () => {
    const sweep = [at(8, 0.1, 0.2), at(1, 0.5, 0.02), at(4, 0.2, 0.1), at(20, 0.01, 0.3)];
    expect(chooseTemperature(sweep, 10).temperature).toBe(4);
    expect(chooseTemperature(sweep, 2).temperature).toBe(20);
  });

  it("says when the best is at the end of the sweep", () => {
    expect(chooseTemperature([at(1, 0.2, 0.2), at(2, 0.1, 0.1)], 10).reason).toContain("end of the sweep");
    expect(chooseTemperature([at(1, 0.1, 0.1), at(2, 0.2, 0.2), at(3, 0.1, 0.1)], 10).reason).not.toContain("end of");
  });

  it("takes none below the least mass, and says which is missing", () => {
    const relations = chooseTemperature([at(1, LEAST_MASS / 2, 0.3)], 10);
    expect([relations.temperature, relations.reason]).toEqual([Number.NaN, expect.stringContaining("class relations")]);
    expect(chooseTemperature([at(1, 0.3, LEAST_MASS / 2)], 10).reason).toContain("and instance weights below");
    expect(chooseTemperature([at(1, LEAST_MASS, LEAST_MASS)], 10).temperature).toBe(1);
  });
});

describe("healthFindings", () => {
  const teachers: readonly (readonly [string, Logits])[] = [
    ["a sound teacher", sound()],
    ["a smoothed one", smoothed(0.1, 0)],
    ["one of two classes", answers("two", { rows: 40, classes: 2 })],
  ];

  it.each(teachers)("of %s have a number or a reason everywhere, and a sentence", (_, teacher) => {
    const findings = healthFindings(teacherHealth(teacher, options));
    expect(findings.map(({ id }) => id)).toEqual([
      "health.relationSignal",
      "health.explainedByLabel",
      "health.instanceSignal",
      "health.effectiveSmoothing",
      "health.smoothing",
      "health.labelConflicts",
      "health.recommendedTemperature",
    ]);
    for (const { value, interval, control, sentence } of findings) {
      for (const { mean: center, low, high, reason } of [interval, control])
        if ([center, low, high].some(Number.isNaN)) expect(reason).toMatch(/\w/);
      if (Number.isNaN(value)) expect(interval.reason).toMatch(/\w/);
      expect(sentence).toMatch(/^[A-Z].*\.$/);
      expect(sentence).not.toMatch(/NaN|undefined/);
    }
  });
});
