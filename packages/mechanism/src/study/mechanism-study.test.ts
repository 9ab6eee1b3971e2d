import { toldFindings } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { answers, withValues } from "../../fixtures/answers.ts";
import { answerNotes, ensureAnswers } from "../cached/answer-faults.ts";
import { matchExamples } from "../cached/match-examples.ts";
import type { NamedAnswers } from "../cached/named-answers.ts";
import { logitsOf } from "../logits.ts";
import { mechanismStudy } from "./mechanism-study.ts";
import type { StudiedStudent } from "./study-input.ts";

const teacher = answers("teacher", { rows: 60, margin: 3 });
const weights = { teacherWeight: 0.9, temperatureSquared: true };

function student(
  name: string,
  role: StudiedStudent["role"],
  logits = answers(name, { rows: 60, margin: 2 }),
): StudiedStudent {
  return { logits: { ...logits, name }, role };
}

describe("mechanismStudy", () => {
  const study = (students: readonly StudiedStudent[], temperature = 4) =>
    mechanismStudy({ subject: "test", teacher, students, weights, temperature, seed: 0 });
  const valuesOf = (of: ReturnType<typeof study>): ReadonlyMap<string, number> =>
    new Map(of.sections.flatMap(({ findings }) => findings).map(({ id, value }) => [id, value]));

  it("gives each finding and each drawing a name of its own", () => {
    const { sections } = study([student("a", "distilled"), student("b", "scratch"), student("c", "placebo")]);
    const ids = sections.flatMap(({ findings }) => findings.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    for (const { drawings } of sections) expect(new Set(drawings.map(({ id }) => id)).size).toBe(drawings.length);
  });

  it("finds a student that is its teacher at the teacher: no TCKD, no NCKD, one order of wrong classes", () => {
    const found = valuesOf(study([student("copy", "distilled", teacher)]));
    expect(found.get("loss.targetClass")).toBeCloseTo(0, 12);
    expect(found.get("loss.nonTargetClass")).toBeCloseTo(0, 12);
    expect(found.get("relations.wrongClassRank")).toBe(1);
    expect(found.get("networks.teacherLead")).toBe(0);
    // p = q: 1 − w at T = 1.
    expect(valuesOf(study([student("copy", "distilled", teacher)], 1)).get("weight.mean")).toBeCloseTo(0.1, 12);
  });

  it("gives a student and an independent one that are the same network a difference of 0", () => {
    const one = answers("one", { rows: 60 });
    const found = valuesOf(study([student("a", "distilled", one), student("b", "scratch", one)]));
    expect(found.get("relations.wrongClassRank")).toBe(0);
    expect(found.get("loss.relationsTakenOn")).toBe(0);
  });

  const seeded = (role: StudiedStudent["role"], seeds: readonly number[]): readonly StudiedStudent[] =>
    seeds.map((seed) => ({ ...student(`${role} ${seed}`, role, answers(role, { rows: 60, margin: 2, seed })), seed }));
  const findingOf = (students: readonly StudiedStudent[], id: string) =>
    study(students)
      .sections.flatMap(({ findings }) => findings)
      .find((finding) => finding.id === id)!;

  it("compares students of one seed, whatever their order, and says who has nobody beside it", () => {
    const own = seeded("distilled", [0, 1, 2]);
    for (const id of ["relations.wrongClassRank", "loss.relationsTakenOn"]) {
      const one = findingOf([...own, ...seeded("scratch", [0, 1, 2])], id);
      const other = findingOf([...own, ...seeded("scratch", [2, 0, 1])], id);
      expect(other.interval).toEqual(one.interval);
      const short = findingOf([...own, ...seeded("scratch", [2, 1])], id);
      const alone = findingOf([...own.slice(1), ...seeded("scratch", [1, 2])], id);
      expect(short.value).toBe(alone.value);
      expect(short.sentence.slice(short.sentence.indexOf(" with a correlation") + 1)).toBe(
        alone.sentence.slice(alone.sentence.indexOf(" with a correlation") + 1),
      );
      expect(short.interval.reason).toContain("1 of 3 students left out");
    }
  });

  it("holds a difference against independent students that differ either way, whichever are named first", () => {
    const own = seeded("distilled", [0, 1]);
    const controls = [[0, 1] as const, [1, 0] as const].map(
      (order) => findingOf([...own, ...seeded("scratch", order)], "relations.wrongClassRank").control,
    );
    for (const { low, high } of controls) expect(low).toBe(-high);
    expect(controls[0]!.high).toBeCloseTo(controls[1]!.high, 12);
  });

  it("claims nothing without students that had no teacher: what labels give is no cause", () => {
    const found = study(seeded("distilled", [0, 1, 2])).sections.flatMap(({ findings }) => findings);
    for (const { claim, finding } of toldFindings(found))
      expect([finding.id, claim]).toEqual([finding.id, "described"]);
  });

  it("refuses a network that is given as two seeds, under whatever names", () => {
    const one = answers("one", { rows: 60 });
    expect(() => study([student("a", "distilled", one), student("b", "distilled", one)])).toThrow(
      /^b: expected another seed than a; got the very same logits; give each network once$/,
    );
  });

  it("has masses that hold for both conventions of T², T² apart", () => {
    const found = valuesOf(study([student("a", "distilled")]));
    const [squared, plain] = [found.get("weight.mean") ?? 0, found.get("weight.mean.withoutTemperatureSquared") ?? 0];
    expect((squared - 0.1) / (plain - 0.1)).toBeCloseTo(16, 9);
  });
});

describe("cached answers", () => {
  const rows = Array.from({ length: 300 }, (_, row) => row);
  /** Right in the first `right` rows, and spread over all classes otherwise. */
  const of = (right: number, scale = 1): ReturnType<typeof answers> => {
    const values = rows.flatMap((row) => {
      const told = row < right ? row % 5 : (row + 1 + (row % 4)) % 5;
      return Array.from({ length: 5 }, (_, k) => scale * (k === told ? 3 : Math.sin(row + 7 * k)));
    });
    return logitsOf(
      "t.csv",
      { values: Float64Array.from(values), columns: 5 },
      rows.map((row) => row % 5),
    );
  };

  it("are refused where they are right as often as in any other order, and pass where more often", () => {
    expect(() => ensureAnswers(of(69), { accuracy: true })).toThrow(
      /t\.csv: expected a network that knows more than guessing; got 69 of 300 right, where the same answers in any order give 60 /,
    );
    expect(() => ensureAnswers(of(69), { accuracy: false })).not.toThrow();
    expect(() => ensureAnswers(of(90), { accuracy: true })).not.toThrow();
  });

  it("whose labels count from 1 are told so, and a network that is wrong more often than chance is not", () => {
    const { values } = of(200);
    const counted = rows.map((row) => (row % 5) + 1);
    const wider = rows.flatMap((row) => [...values.subarray(row * 5, (row + 1) * 5), -9]);
    const from1 = logitsOf("c.csv", { values: Float64Array.from(wider), columns: 6 }, counted);
    expect(() => ensureAnswers(from1, { accuracy: false })).toThrow(
      /labels that count classes from 0; got .* take 1 off/,
    );
    const contrary = rows.flatMap((row) => (row % 2 === 0 ? [0, 3] : [3, Math.sin(row)]));
    const wrong = logitsOf(
      "w.onnx",
      { values: Float64Array.from(contrary), columns: 2 },
      rows.map((row) => row % 2),
    );
    expect(() => ensureAnswers(wrong, { accuracy: false })).not.toThrow();
  });

  it("that are logarithms of probabilities are told, with what T does to them", () => {
    const { values, classes, labels } = of(200);
    const logarithms = rows.flatMap((row) => {
      const own = Array.from(values.subarray(row * classes, (row + 1) * classes));
      const total = Math.log(own.reduce((sum, value) => sum + Math.exp(value), 0));
      return own.map((value) => value - total);
    });
    const logits = logitsOf("l.csv", { values: Float64Array.from(logarithms), columns: classes }, labels);
    expect(answerNotes(logits)).toEqual([expect.stringMatching(/logits divided by it, and every T here counts from/)]);
    expect(answerNotes(of(200))).toEqual([]);
  });
});

describe("matchExamples", () => {
  const named = (place: string, own: Partial<NamedAnswers> = {}): NamedAnswers => ({
    place,
    values: Float64Array.from(teacher.values),
    rows: teacher.rows,
    classes: teacher.classes,
    labels: teacher.labels,
    ids: Array.from(teacher.labels, (_, row) => `s${row}`),
    ...own,
  });

  it("brings rows and classes into the first network's order", () => {
    const names = ["a", "b", "c", "d", "e"];
    const places = [2, 0, 4, 1, 3];
    const order = Array.from(teacher.labels, (_, row) => (7 * row + 3) % teacher.rows);
    const shuffled = named("other", {
      ids: order.map((row) => `s${row}`),
      labels: Int32Array.from(order, (row) => places.indexOf(teacher.labels[row] ?? -1)),
      classNames: places.map((k) => names[k] ?? ""),
      values: Float64Array.from(order.flatMap((row) => places.map((k) => teacher.values[row * 5 + k] ?? 0))),
    });
    const { networks } = matchExamples([named("first", { classNames: names }), shuffled], { sameOrder: false });
    expect(networks[1]?.values).toEqual(networks[0]?.values);
  });

  it("refuses labels that differ for one id, ids of one file only, and rows without ids", () => {
    const other = withValues(teacher, (value) => value);
    const wrong = Int32Array.from(other.labels, (label, row) => (row === 5 ? (label + 1) % 5 : label));
    const match =
      (second: NamedAnswers, sameOrder = false): (() => unknown) =>
      () =>
        matchExamples([named("first"), second], { sameOrder });
    expect(match(named("second", { labels: wrong }))).toThrow(/second, id s5: expected label 0 as first has; got 1/);
    expect(match(named("second", { ids: named("x").ids?.with(3, "new") ?? [] }))).toThrow(
      /second, ids: expected those of first; got no s3 of first and new, which first lacks/,
    );
    const { ids: _, ...bare } = named("second");
    expect(match(bare)).toThrow(/sample ids: expected one for every row of every file; got none in second/);
    expect(match(bare, true)).not.toThrow();
    const { labels: __, ...unlabelled } = bare;
    expect(match(unlabelled, true)).toThrow(/second: expected labels in every file whose order is taken as it is/);
  });
});
