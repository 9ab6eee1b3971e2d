import { describe, expect, it } from "vitest";
import { answers } from "../fixtures/answers.ts";
import { classMeanLogits } from "./class-relations.ts";
import { decomposeKd, decomposeTargets, targetParts } from "./decomposition.ts";
import { kd } from "./targets/kd.ts";
import { kdPt } from "./targets/kd-pt.ts";
import { kdSim } from "./targets/kd-sim.ts";
import { labelSmoothing } from "./targets/label-smoothing.ts";
import { permutedRelations } from "./targets/permuted-relations.ts";
import { shuffledWithinClass } from "./targets/shuffled-within-class.ts";
import { targetRow } from "./targets/soft-targets.ts";

const teacher = answers("teacher");
const targets = kd(teacher, { temperature: 2 });
const parts = decomposeTargets(targets);
const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

describe("targetParts", () => {
  it("add up to the row; the first to 1, the others to 0", () => {
    for (let row = 0; row < targets.rows; row++) {
      const { universe, instance, relations } = targetParts(targets, row, parts);
      for (const [k, p] of targetRow(targets, row).entries())
        expect(universe[k]! + instance[k]! + relations[k]!).toBeCloseTo(p, 15);
      expect([sum(universe), sum(instance), sum(relations)].map((value) => value.toFixed(14))).toEqual(
        [1, 0, 0].map((value) => expect.stringMatching(`^-?${value.toFixed(14)}$`)),
      );
      expect(relations[teacher.labels[row]!]).toBe(0);
    }
  });

  it("average over examples to universe alone on the true class", () => {
    const deviations = [...targets.labels.keys()].map((row) => {
      return targetParts(targets, row, parts).instance[targets.labels[row]!]!;
    });
    expect(deviations.reduce((total, value) => total + value, 0)).toBeCloseTo(0, 13);
  });
});

describe("decomposeTargets", () => {
  it.each([1, 2, 7])("is the same of KD's targets at T = %d, made row by row", (temperature) => {
    expect(decomposeKd(teacher, temperature)).toEqual(decomposeTargets(kd(teacher, { temperature })));
  });

  it("weighs each part by half its absolute sum", () => {
    for (let row = 0; row < targets.rows; row++) {
      const { instance, relations } = targetParts(targets, row, parts);
      expect(parts.instanceMass[row]).toBeCloseTo(sum(instance.map(Math.abs)) / 2, 14);
      expect(parts.relationMass[row]).toBeCloseTo(sum(relations.map(Math.abs)) / 2, 14);
    }
    expect(parts.mean.relations).toBeCloseTo(sum(parts.relationMass) / 14, 14);
    expect(parts.mean.universe).toBeCloseTo(1 - parts.meanTrueProbability, 15);
  });

  it("finds in each partial target the parts it was made of", () => {
    const smoothing = decomposeTargets(labelSmoothing(teacher, { smoothing: 0.25 })).mean;
    expect(smoothing.universe).toBeCloseTo(0.2, 14);
    expect(smoothing.instance).toBeCloseTo(0, 14);
    expect(smoothing.relations).toBeCloseTo(0, 14);
    const pt = decomposeTargets(kdPt(teacher, { temperature: 2 })).mean;
    expect(pt.instance).toBeCloseTo(parts.mean.instance, 13);
    expect(pt.relations).toBeCloseTo(0, 14);
    const permuted = decomposeTargets(permutedRelations(teacher, { temperature: 2, seed: 0 }));
    expect(permuted.instanceMass).toEqual(parts.instanceMass);
    for (const [row, mass] of parts.relationMass.entries()) expect(permuted.relationMass[row]).toBeCloseTo(mass, 14);
    const sim = kdSim(teacher, { temperature: 2, relations: classMeanLogits(teacher), relationTemperature: 2 });
    expect(decomposeTargets(sim).mean.relations).toBeGreaterThan(0.01);
  });

  it("keeps class relations under shuffling within classes, and not under permuting", () => {
    const shuffled = decomposeTargets(shuffledWithinClass(teacher, { temperature: 2, seed: 0 }));
    for (const [k, value] of parts.classRelations.entries()) expect(shuffled.classRelations[k]).toBeCloseTo(value, 14);
    const permuted = decomposeTargets(permutedRelations(teacher, { temperature: 2, seed: 0 }));
    expect(
      Math.max(...permuted.classRelations.map((value, k) => Math.abs(value - parts.classRelations[k]!))),
    ).toBeGreaterThan(0.01);
  });

  it("has no relations of a class without an example", () => {
    const few = decomposeTargets(kd(answers("few", { rows: 3 }), { temperature: 1 }));
    expect(few.classRelations.slice(15).every(Number.isNaN)).toBe(true);
    expect(few.classRelations.slice(0, 15).some(Number.isNaN)).toBe(false);
  });
});
