import { describe, expect, it } from "vitest";
import { hashed, syntheticTask } from "../../fixtures/synthetic-task.ts";
import type { Role } from "../contract.ts";
import type { Interval, TaskResult } from "../task-result.ts";
import type { Comparison } from "./comparison.ts";
import { countedPoints } from "./counting.ts";
import { summarize } from "./summarize.ts";

/** The parts that three networks play, whatever they are called. */
const PARTS = ["treated", "reference", "null"] as const;

/** Networks of these roles in the order of `PARTS`. The treated one lacks a sample and has no point in another. */
const dataOf = (roles: readonly Role[]) => {
  const data = syntheticTask({
    roles,
    samples: 10,
    entropy: ({ role, seed, step, sample, unit }) => {
      const place = hashed(roles.indexOf(role), seed, step, sample, unit);
      if (role === roles[0] && sample === 3 && step === 20) return Number.NaN;
      if (role === roles[0] && sample === 5) return 0;
      return 2 * place - (unit < 6 ? (step / 40) * (role === roles[0] ? 1.2 : 0.7) : 0);
    },
  });
  return data;
};

const summaryOf = (roles: readonly Role[], comparison?: Comparison): TaskResult =>
  summarize(dataOf(roles), {
    recipe: "limit",
    ...(comparison === undefined ? {} : { comparison }),
  });

/** A result with its roles replaced by the parts they play, in every key and text. */
function renamed(result: TaskResult, roles: readonly Role[]): unknown {
  let text = JSON.stringify(result, (_, value: unknown) => (Number.isNaN(value) ? "NaN" : value));
  for (const [k, role] of roles.entries()) text = text.replaceAll(new RegExp(`\\b${role}\\b`, "g"), PARTS[k] ?? role);
  return JSON.parse(text);
}

const PAPER: readonly Role[] = ["distilled", "scratch", "null"];
const OTHER: readonly Role[] = ["placebo", "null", "teacher"];

describe("a comparison", () => {
  it("is that of the paper unless said otherwise", () => {
    const comparison: Comparison = { treated: "distilled", reference: "scratch", null: "null" };
    expect(summaryOf(PAPER, comparison)).toEqual(summaryOf(PAPER));
  });

  it("of other roles gives the same numbers under other names", () => {
    const students: readonly Role[] = ["scratch", "placebo", "null"];
    const paper = summaryOf(PAPER);
    const other = summaryOf(students, { treated: "scratch", reference: "placebo", null: "null" });
    expect(renamed(other, students)).toEqual(renamed(paper, PAPER));
    expect(other.hypotheses.map(({ expected }) => expected)).toContain("scratch > placebo");
    expect(paper.hypotheses.every(({ nullDifference }) => nullDifference !== undefined)).toBe(true);
    expect(paper.exclusions.map(({ sample }) => sample)).toContain("s3");
  });

  it("gives the same differences and verdicts whatever the order of the roles", () => {
    const paper = summaryOf(PAPER);
    const other = summaryOf(OTHER, { treated: "placebo", reference: "null", null: "teacher" });
    const answers = ({ hypotheses, parts, entropyGapDifference }: TaskResult) =>
      hypotheses
        .map(({ expected: _, ...rest }): unknown => rest)
        .concat(
          Object.values(parts).map(({ pointsDifference }) => pointsDifference),
          entropyGapDifference,
        );
    expect(answers(other)).toEqual(answers(paper));
  });

  it("exchanged negates every difference and turns every verdict", () => {
    const there = summaryOf(PAPER, { treated: "distilled", reference: "scratch" });
    const back = summaryOf(PAPER, { treated: "scratch", reference: "distilled" });
    const negated = ({ mean, low, high }: Interval): number[] => [-mean, -high, -low];
    const expectNegated = (found: Interval | undefined, of: Interval | undefined): void => {
      for (const [k, value] of negated(of!).entries())
        expect([found!.mean, found!.low, found!.high][k]).toBeCloseTo(value, 10);
    };
    expect(there.hypotheses.some(({ verdict }) => verdict === "supported")).toBe(true);
    for (const [k, own] of there.hypotheses.entries()) {
      const other = back.hypotheses[k]!;
      expectNegated(other.difference, own.difference);
      expectNegated(other.overSeeds?.difference, own.overSeeds?.difference);
      const turned = { supported: "contradicted", contradicted: "supported" } as const;
      expect(other.verdict).toBe(own.verdict in turned ? turned[own.verdict as keyof typeof turned] : own.verdict);
      expect(own.nullDifference).toBeUndefined();
    }
    expectNegated(back.entropyGapDifference, there.entropyGapDifference);
    expectNegated(back.parts.distractor?.pointsDifference, there.parts.distractor?.pointsDifference);
    expectNegated(back.parts.distractor?.entropyGapDifference, there.parts.distractor?.entropyGapDifference);
  });

  it("decides which samples are drawn: those left out of one of its networks", () => {
    const data = dataOf(PAPER);
    const scratch = { role: "scratch", seed: 0, step: 40, sample: "s3" } as const;
    expect(countedPoints(data, { recipe: "limit" })(scratch)).toBeUndefined();
    const comparison: Comparison = { treated: "null", reference: "scratch" };
    expect(countedPoints(data, { recipe: "limit", comparison })(scratch)).toBeDefined();
  });

  it("of a network with itself is refused", () => {
    expect(() => summaryOf(PAPER, { treated: "scratch", reference: "scratch" })).toThrow(
      expect.objectContaining({ code: "USAGE" }),
    );
    expect(() => summaryOf(PAPER, { treated: "scratch", reference: "null", null: "null" })).toThrow(
      "comparison: expected different roles; got scratch, null, null",
    );
  });
});
