import { describe, expect, it } from "vitest";
import { hashed, mapOf, syntheticTask, UNITS } from "../../fixtures/synthetic-task.ts";
import type { Role } from "../contract.ts";
import type { Measurement } from "../measurement.ts";
import type { GroupResult } from "../task-result.ts";
import type { TaskData } from "./measured-network.ts";
import { type SummaryOptions, summarize } from "./summarize.ts";

const taskOf = (roles: readonly Role[]): TaskData =>
  syntheticTask({
    roles,
    samples: 8,
    entropy: ({ role, seed, step, sample, unit }) => -3 + 1.5 * hashed(role.length, seed, step, sample, unit),
  });
const flat = mapOf(new Float64Array(UNITS.length).fill(-3));
const changed = (data: TaskData, change: (each: Measurement) => Measurement | undefined): TaskData => ({
  ...data,
  measurements: [...data.measurements].flatMap((each) => change(each) ?? []),
});

/** Every number of a result that speaks of two scratch networks. */
function nullLine(result: GroupResult): unknown {
  return [
    result.hypotheses.map(({ nullDifference }) => nullDifference),
    result.nullEntropyGapDifference,
    Object.values(result.parts).map((part) => [part.nullPointsDifference, part.nullEntropyGapDifference]),
  ];
}

describe("the null line", () => {
  for (const recipe of ["limit", "official"] as const) {
    const options: SummaryOptions = { recipe };
    const alone = summarize(taskOf(["scratch", "null"]), options);
    const data = taskOf(["distilled", "scratch", "null"]);

    it(`is that of the two scratch networks alone, whatever the student defines (${recipe})`, () => {
      const student = changed(data, (each) => {
        const { role, seed, sample } = each.key;
        if (role !== "distilled") return each;
        if (sample === "s1" && seed === 1) return undefined;
        return sample === "s0" || sample === "s2" ? { ...each, map: flat } : each;
      });
      const result = summarize(student, options);
      expect(result.networks.scratch).not.toEqual(alone.networks.scratch);
      expect(nullLine(result)).toEqual(nullLine(alone));
      for (const group of ["held-out", "training"])
        expect(nullLine(result.groups[group]!)).toEqual(nullLine(alone.groups[group]!));
      expect(JSON.stringify(nullLine(alone))).not.toContain("null,");
    });

    it(`leaves a sample left out of one scratch network out of both (${recipe})`, () => {
      const gone = changed(data, (each) => (each.key.role === "null" && each.key.sample === "s3" ? undefined : each));
      const less = summarize({ ...changed(data, (each) => (each.key.sample === "s3" ? undefined : each)) }, options);
      const result = summarize(gone, options);
      expect(nullLine(result)).toEqual(nullLine(less));
      expect(result.networks.scratch).not.toEqual(less.networks.scratch);
    });
  }

  it("is absent without a null network", () => {
    const result = summarize(taskOf(["distilled", "scratch"]), { recipe: "limit" });
    expect(result.hypotheses.some((each) => "nullDifference" in each)).toBe(false);
    expect(result).not.toHaveProperty("nullEntropyGapDifference");
    expect(result.parts.distractor).not.toHaveProperty("nullPointsDifference");
  });
});
