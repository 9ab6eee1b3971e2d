import { mean } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { answers, rowOf } from "../../fixtures/answers.ts";
import { classMeanLogits, templateCosines } from "../class-relations.ts";
import { logitsOf } from "../logits.ts";
import { numberTable } from "../number-table.ts";
import { kdSim } from "./kd-sim.ts";
import { labelSmoothing } from "./label-smoothing.ts";
import { matchedRelationTemperature } from "./matched-smoothing.ts";
import { type SoftTargets, targetRow } from "./soft-targets.ts";

const of = answers("teacher");
const templates = numberTable("templates", {
  values: answers("templates", { rows: 5, classes: 7, margin: 0 }).values,
  columns: 7,
});
const wrongMass = (targets: SoftTargets): number =>
  mean(Array.from(targets.labels, (label, row) => 1 - targetRow(targets, row)[label]!));

describe("relations as strong as a smoothing", () => {
  it.each([0.02, 0.1, 0.5, 0.9])("take from the labels what smoothing %d takes", (smoothing) => {
    const relations = templateCosines(templates);
    const relationTemperature = matchedRelationTemperature(of, { relations }, smoothing);
    const targets = kdSim(of, { temperature: 1, relations, relationTemperature });
    expect(wrongMass(targets)).toBeCloseTo(wrongMass(labelSmoothing(of, { smoothing })), 12);
  });

  it("of orthogonal templates are label smoothing", () => {
    const identity = Array.from({ length: 5 }, (_, k) => Array.from({ length: 5 }, (_, j) => Number(j === k)));
    const relations = templateCosines(numberTable("templates", identity));
    const relationTemperature = matchedRelationTemperature(of, { relations }, 0.3);
    const [sim, smoothed] = [
      kdSim(of, { temperature: 1, relations, relationTemperature }),
      labelSmoothing(of, { smoothing: 0.3 }),
    ];
    for (const [k, p] of smoothed.values.entries()) expect(sim.values[k]).toBeCloseTo(p, 12);
  });

  it("are refused where the relations put another class first, and for no smoothing", () => {
    const wrong = logitsOf("wrong", [rowOf(of, 0).map((_, k) => (k === 1 ? 9 : k === 0 ? -9 : 0))], [0]);
    const relations = classMeanLogits(wrong);
    expect(() => matchedRelationTemperature(wrong, { relations }, 0.1)).toThrow(/smoothing: expected a mass/);
    expect(() => matchedRelationTemperature(of, { relations: templateCosines(templates) }, 0)).toThrow(/0 < e < 1/);
  });
});
