import { crossedDifference, mean, toldFindings, uniformNumbers } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { besideTeacher, type Cohort, checkedCohort, type Member, mapCohort, pairsOf } from "./cohort.ts";
import { contrastOf, hardestControl, pairContrast } from "./contrast.ts";
import { contrastFinding } from "./contrast-finding.ts";
import { jackknifeParts } from "./jackknife.ts";

const member = (role: Member<number>["role"], seed: number | undefined, value = 0): Member<number> => {
  return { role, ...(seed === undefined ? {} : { seed }), value };
};

describe("a cohort", () => {
  it("compares students of one seed, with the teacher of that seed", () => {
    const cohort = [
      member("teacher", 0, 5),
      member("teacher", 1, 7),
      member("distilled", 1, 2),
      member("distilled", 0, 1),
    ];
    expect(besideTeacher(cohort, (student, teacher) => teacher - student).map(({ value }) => value)).toEqual([5, 4]);
    const pairs = pairsOf([...cohort, member("scratch", 0, 9)], "distilled", "scratch");
    expect(pairs).toEqual([{ seed: 0, treated: 1, reference: 9 }]);
  });

  it("leaves students of another teacher apart from those of this one", () => {
    const foreign: Member<number> = { role: "distilled", seed: 0, foreign: true, value: 3 };
    const cohort = [member("distilled", 0, 1), foreign, member("scratch", 0, 9)];
    expect(pairsOf(cohort, "distilled", "scratch")).toEqual([{ seed: 0, treated: 1, reference: 9 }]);
    expect(pairsOf(cohort, "foreign", "scratch")).toEqual([{ seed: 0, treated: 3, reference: 9 }]);
  });

  it.each<[string, Cohort<number>]>([
    ["expected a seed", [member("distilled", undefined)]],
    ["expected one network", [member("scratch", 1), member("scratch", 1)]],
    ["one of all seeds or one of each", [member("teacher", undefined), member("teacher", 0)]],
    ["expected a student; got a teacher", [{ role: "teacher", foreign: true, value: 0 }]],
  ])("is refused: %s", (message, cohort) => {
    expect(() => checkedCohort(cohort)).toThrow(message);
  });
});

describe("a contrast", () => {
  const numbers = (shift: number, seed: number): Float64Array =>
    uniformNumbers({ seed, sample: "", purpose: `contrast ${shift}`, pass: 0 }, 30).map((u) => u + shift);
  const arms = (own: readonly Member<Float64Array>["role"][]): Cohort<Float64Array> =>
    [0, 1, 2].flatMap((seed) => own.map((role, k) => ({ role, seed, value: numbers(k, seed) })));

  it("is the crossed difference of the distilled student and the one from labels", () => {
    const cohort = arms(["scratch", "distilled", "null", "placebo"]);
    const of = (role: string) => cohort.filter((own) => own.role === role).map(({ value }) => value);
    const contrast = contrastOf(cohort);
    expect(contrast.difference).toEqual(crossedDifference(of("distilled"), of("scratch"), "mean"));
    expect(contrast.treated - contrast.reference).toBeCloseTo(contrast.difference.mean, 12);
    expect(contrast.controls.map(({ arm }) => arm)).toEqual(["null", "placebo"]);
    const pairs = pairContrast(cohort, (a, b) => a.map((own, k) => own - b[k]!));
    expect(pairs.difference.mean).toBeCloseTo(contrast.difference.mean, 12);
    expect(pairs.difference.high).toBeCloseTo(contrast.difference.high, 12);
  });

  it("is held against the control that reaches furthest its way", () => {
    const { controls } = contrastOf(arms(["scratch", "distilled", "null", "placebo"]));
    expect(hardestControl(controls, "higher")?.arm).toBe("placebo");
    expect(hardestControl(controls, "lower")?.arm).toBe("null");
    expect(hardestControl([], "lower")).toBeUndefined();
  });

  it("claims nothing that a self-distilled student shows too, and names that student once", () => {
    const text = { id: "x", topic: "kept", direction: "higher", subject: "A number", meaning: "It counts." } as const;
    const at = (role: Member<number>["role"], level: number): Cohort<Float64Array> =>
      [0, 1, 2].map((seed) => ({ role, seed, value: numbers(0, seed).map((u) => 0.01 * u + level) }));
    const cohort = (level: number) =>
      contrastFinding(
        text,
        contrastOf([...at("scratch", 0), ...at("distilled", 0.3), ...at("null", 0.01), ...at("self-distilled", level)]),
      );
    expect(toldFindings([cohort(0.3)])[0]?.claim).toBe("control");
    expect(toldFindings([cohort(0)])[0]?.claim).toBe("there");
    expect(cohort(-1e-6).sentence).toContain(
      "the self-distilled student differs from the one from labels alone by 0.000 (",
    );
    for (const level of [0.3, 0]) expect(cohort(level).sentence.split("self-distilled").length).toBe(2);
  });

  it("that goes against its direction is held against the control that goes furthest there", () => {
    const text = { id: "x", topic: "kept", direction: "higher", subject: "A number", meaning: "It counts." } as const;
    const at = (role: Member<number>["role"], level: number): Cohort<Float64Array> =>
      [0, 1, 2].map((seed) => ({ role, seed, value: numbers(0, seed).map((u) => 0.01 * u + level) }));
    const cohort = [...at("scratch", 0), ...at("distilled", -0.3), ...at("null", -0.31), ...at("placebo", 0.1)];
    const finding = contrastFinding(text, contrastOf(cohort));
    expect(finding.control.mean).toBeCloseTo(-0.31, 10);
    expect(finding.sentence).toContain("a second student from labels differs");
    expect(toldFindings([finding])[0]?.claim).toBe("control");
    const upright = contrastFinding(
      { ...text, direction: "lower" },
      contrastOf(mapCohort(cohort, (value) => value.map((own) => -own))),
    );
    expect(toldFindings([upright])[0]?.claim).toBe("control");
  });

  it("says what is missing", () => {
    const text = { id: "x", topic: "kept", direction: "higher", subject: "A number", meaning: "It counts." } as const;
    const alone = contrastFinding(text, contrastOf(arms(["distilled", "null"])));
    expect(alone.value).toBeNaN();
    expect(alone.interval.reason).toBe("no scratch student");
    expect(alone.sentence).toBe("A number cannot be compared: no scratch student.");
    const uncontrolled = contrastFinding(text, contrastOf(arms(["scratch", "distilled"])));
    expect(uncontrolled.control.mean).toBeNaN();
    expect(uncontrolled.control.reason).toContain("no second student from labels");
    expect(uncontrolled.sentence).toContain("over 3 seeds; no second student from labels");
    const apart: Cohort<Float64Array> = [
      { role: "distilled", seed: 0, value: numbers(0, 0) },
      { role: "scratch", seed: 1, value: numbers(0, 1) },
    ];
    expect(contrastFinding(text, contrastOf(apart)).interval.reason).toBe(
      "no seed has both a distilled and a scratch student",
    );
  });
});

describe("the jackknife", () => {
  const values = Array.from(uniformNumbers({ seed: 3, sample: "", purpose: "jackknife", pass: 0 }, 40));

  it("gives the values themselves for a mean", () => {
    const parts = jackknifeParts(40, (places) => mean(places.map((k) => values[k]!)));
    for (const [k, part] of parts.entries()) expect(part).toBeCloseTo(values[k]!, 12);
  });

  it("has the statistic as its mean, in groups too", () => {
    const square = (places: readonly number[]): number => mean(places.map((k) => values[k]!)) ** 2;
    for (const groups of [40, 8]) {
      const parts = jackknifeParts(40, square, groups);
      expect(parts.length).toBe(groups);
      expect(mean(parts)).toBeCloseTo(mean(values) ** 2, 12);
    }
  });

  it("has groups of equal sizes that do not follow the order of examples", () => {
    const seen: number[][] = [];
    jackknifeParts(40, (places) => seen.push([...places]), 8);
    const left = seen
      .slice(1)
      .map((places) => Array.from({ length: 40 }, (_, k) => k).filter((k) => !places.includes(k)));
    expect(left.every((own) => own.length === 5)).toBe(true);
    expect(left.every((own) => own.some((k) => k % 8 !== own[0]! % 8))).toBe(true);
    expect(left.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, k) => k));
  });
});
