import { describe, expect, it } from "vitest";
import { hashed, mapOf, syntheticTask, UNITS } from "../../fixtures/synthetic-task.ts";
import type { Role } from "../contract.ts";
import type { Estimate, TaskResult } from "../task-result.ts";
import { DISTILLED_WITH_SCRATCH } from "./comparison.ts";
import type { TaskData } from "./measured-network.ts";
import { contrastPairs } from "./role-contrasts.ts";
import { type SummaryOptions, summarize } from "./summarize.ts";

const ALL: readonly Role[] = ["distilled", "self-distilled", "scratch", "placebo", "null", "null-order", "more-data"];
const EFFECT: Readonly<Partial<Record<Role, number>>> = { distilled: 2, "self-distilled": 1, placebo: 0.3 };

const dataOf = (roles: readonly Role[] = ALL): TaskData =>
  syntheticTask({
    roles,
    samples: 10,
    entropy: ({ role, seed, step, sample, unit }) =>
      2.5 * hashed(ALL.indexOf(role), seed, step, sample, unit) -
      (UNITS[unit]!.region === "foreground" ? (EFFECT[role] ?? 0) * (step / 40) : 0),
  });
const resultOf = (data: TaskData, options: SummaryOptions = { recipe: "limit" }): TaskResult =>
  summarize(data, options);
const pairsOf = ({ contrasts = [] }: TaskResult): string[] => [
  ...new Set(contrasts.map(({ treated, reference }) => `${treated} - ${reference}`)),
];

describe("contrasts", () => {
  const result = resultOf(dataOf());

  it("are of every pair of roles that isolates something, in one order, and of measured roles only", () => {
    expect(pairsOf(result)).toEqual([
      "distilled - scratch",
      "distilled - self-distilled",
      "self-distilled - scratch",
      "placebo - scratch",
      "distilled - placebo",
      "placebo - self-distilled",
      "null - scratch",
      "null-order - scratch",
      "more-data - scratch",
      "distilled - more-data",
    ]);
    expect(pairsOf(resultOf(dataOf(["distilled", "scratch"])))).toEqual(["distilled - scratch"]);
    expect(pairsOf(resultOf(dataOf(["distilled"])))).toEqual([]);
    expect(contrastPairs({ treated: "placebo", reference: "scratch" }).map(({ treated }) => treated)).toEqual([
      "placebo",
      "placebo",
      "self-distilled",
      "null",
      "null-order",
      "more-data",
      "placebo",
    ]);
    expect(contrastPairs(DISTILLED_WITH_SCRATCH)).toHaveLength(10);
  });

  it("of the compared roles are the hypotheses' own differences, gaps and parts", () => {
    const own = result.contrasts!.filter(
      ({ treated, reference }) => treated === "distilled" && reference === "scratch",
    );
    for (const { id, difference, p } of result.hypotheses)
      expect(own.find(({ claim }) => claim === id)).toMatchObject({ difference, p });
    expect(own.find(({ metric, part }) => metric === "entropyGap" && part === undefined)?.difference).toEqual(
      result.entropyGapDifference,
    );
    const part = own.filter((each) => each.part === "distractor");
    expect(part.map(({ difference }) => difference)).toEqual([
      result.parts.distractor!.pointsDifference,
      result.parts.distractor!.entropyGapDifference,
    ]);
  });

  for (const recipe of ["limit", "official"] as const)
    it(`are so where one of the two lacks a sample, which then moves no reference of the other (${recipe})`, () => {
      const data = dataOf();
      const less = [...data.measurements].filter(
        ({ key }) => key.role !== "distilled" || key.sample !== "s2" || key.seed !== 0,
      );
      const { hypotheses, contrasts = [] } = resultOf({ ...data, measurements: less }, { recipe });
      for (const { id, difference } of hypotheses)
        expect(contrasts.find(({ claim }) => claim === id)?.difference).toEqual(difference);
    });

  it("of the null role are the null line", () => {
    const line = result.contrasts!.filter(({ treated }) => treated === "null");
    for (const { id, nullDifference } of result.hypotheses)
      expect(line.find(({ claim }) => claim === id)?.difference).toEqual(nullDifference);
  });

  it("rest on numbers that can be had from the seeds: the mean, and the variance of the seeds with that of the samples", () => {
    for (const {
      difference,
      standardError,
      samplesError,
      perSeed,
      metric,
      statistic,
      part,
      treated,
      reference,
    } of result.contrasts!) {
      const numbers = perSeed.map((each) => each.difference);
      const center = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
      const variance = numbers.reduce((sum, value) => sum + (value - center) ** 2, 0) / (numbers.length - 1);
      expect(difference.mean).toBeCloseTo(center, 12);
      expect(standardError ** 2).toBeCloseTo(variance / numbers.length + samplesError ** 2, 12);
      if (part !== undefined || treated !== "distilled" || reference !== "scratch") continue;
      const key = statistic === "mean" ? metric : `${metric}.${statistic}`;
      for (const { seed, difference: own } of perSeed) {
        const { networks } = result.bySeed.find((each) => each.seed === seed)!;
        expect(own).toBeCloseTo(networks.distilled![key]! - networks.scratch![key]!, 12);
      }
    }
  });

  it("take the samples that their two roles define, whatever a third lacks", () => {
    const data = dataOf();
    const gone = {
      ...data,
      measurements: [...data.measurements].filter(({ key }) => key.role !== "placebo" || key.sample !== "s2"),
    };
    const changed = resultOf(gone);
    const of = (each: TaskResult, treated: Role, reference: Role): unknown =>
      each.contrasts!.filter((one) => one.treated === treated && one.reference === reference);
    expect(of(changed, "distilled", "self-distilled")).toEqual(of(result, "distilled", "self-distilled"));
    expect(of(changed, "placebo", "scratch")).not.toEqual(of(result, "placebo", "scratch"));
  });
});

describe("the teacher's share", () => {
  /** One network of three has no point in a sample, another lacks a sample, in one seed each. */
  const holes = (): TaskData => {
    const data = dataOf();
    return {
      ...data,
      measurements: [...data.measurements].flatMap((each) => {
        const { role, seed, sample } = each.key;
        if (role === "self-distilled" && seed === 1 && sample === "s3") return [];
        const flat = role === "scratch" && seed === 0 && sample === "s5";
        return [flat ? { ...each, map: mapOf(new Float64Array(UNITS.length).fill(-3)) } : each];
      }),
    };
  };

  for (const recipe of ["limit", "official"] as const)
    it(`and the loss's add up to the whole, of every headline number, by seed too (${recipe})`, () => {
      for (const data of [dataOf(), holes()]) {
        const { decomposition = [], contrasts = [] } = resultOf(data, { recipe });
        expect(decomposition.length).toBe(contrasts.filter(({ treated }) => treated === "null").length);
        for (const { total, teacher, loss } of decomposition) {
          expect(teacher.difference.mean + loss.difference.mean).toBeCloseTo(total.difference.mean, 12);
          const seeds = ({ perSeed }: Estimate): number[] => perSeed.map(({ seed }) => seed);
          expect([seeds(teacher), seeds(loss)]).toEqual([seeds(total), seeds(total)]);
          for (const [k, { difference }] of total.perSeed.entries())
            expect(teacher.perSeed[k]!.difference + loss.perSeed[k]!.difference).toBeCloseTo(difference, 12);
          expect([teacher.samples, loss.samples]).toEqual([total.samples, total.samples]);
        }
      }
    });

  it("is found where it was planted", () => {
    const count = resultOf(dataOf()).decomposition!.find(({ claim }) => claim === "H1.foregroundCount")!;
    expect(count).toMatchObject({ treated: "distilled", through: "self-distilled", reference: "scratch" });
    expect(count.teacher.difference.low).toBeGreaterThan(0);
    expect(count.loss.difference.low).toBeGreaterThan(0);
    expect(count.total.p).toBeLessThan(0.01);
  });

  it("leaves out a seed that has not all three, and is absent without a self-distilled network", () => {
    const data = dataOf();
    const less = {
      ...data,
      runs: data.runs.filter(({ role, seed }) => role !== "self-distilled" || seed !== 2),
      measurements: [...data.measurements].filter(({ key }) => key.role !== "self-distilled" || key.seed !== 2),
    };
    for (const { total } of resultOf(less).decomposition!)
      expect(total.perSeed.map(({ seed }) => seed)).toEqual([0, 1]);
    expect(resultOf(dataOf(["distilled", "scratch", "placebo"]))).not.toHaveProperty("decomposition");
  });
});
