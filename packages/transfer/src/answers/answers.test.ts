import { mean, toldFindings, uniformNumbers } from "@stillpoint/core";
import { logitsOf } from "@stillpoint/mechanism";
import { describe, expect, it } from "vitest";
import { CLASSES, followed, logits, ownLogits, ROWS, students } from "../../fixtures/networks.ts";
import { answeredCohort, answerFindings } from "./answer-findings.ts";
import { answeredClasses, logProbabilities, rightAnswers } from "./answered.ts";
import { answersSection } from "./answers-section.ts";
import { asymmetricTransfer } from "./asymmetric-transfer.ts";
import { boundedAgreement } from "./bounded-agreement.ts";
import { consensusSection, shapeBiasFinding } from "./consensus.ts";
import { errorConsistency } from "./error-consistency.ts";
import { predictiveDivergence } from "./predictive-divergence.ts";
import { shapeBias } from "./shape-bias.ts";

describe("predictive divergence", () => {
  const teacher = ownLogits("teacher", 0);
  const student = ownLogits("student", 1);

  it("is its definition", () => {
    const soft = (values: ArrayLike<number>, row: number): number[] => {
      const own = Array.from({ length: CLASSES }, (_, k) => Math.exp(values[row * CLASSES + k]!));
      return own.map((value) => value / own.reduce((sum, other) => sum + other, 0));
    };
    const { kl, js } = predictiveDivergence(teacher, student);
    for (let row = 0; row < 20; row++) {
      const [p, q] = [soft(teacher.values, row), soft(student.values, row)];
      const middle = p.map((own, k) => (own + q[k]!) / 2);
      const divergence = (a: number[], b: number[]) => a.reduce((sum, own, k) => sum + own * Math.log(own / b[k]!), 0);
      expect(kl[row]).toBeCloseTo(divergence(p, q), 12);
      expect(js[row]).toBeCloseTo((divergence(p, middle) + divergence(q, middle)) / 2, 12);
    }
  });

  it("is 0 for the same network up to constants in rows, and never above ln 2 for JS", () => {
    const shifted = logits(
      "shifted",
      Float64Array.from(teacher.values, (own, k) => own + Math.floor(k / CLASSES)),
    );
    expect(Math.max(...predictiveDivergence(teacher, shifted).kl)).toBeLessThan(1e-12);
    expect(Math.max(...predictiveDivergence(teacher, teacher).js)).toBe(0);
    const sure = (k: number) => logitsOf("sure", [[0, 0].map((_, at) => (at === k ? 900 : -900))], [0]);
    const apart = predictiveDivergence(sure(0), sure(1));
    expect(apart.js[0]).toBeCloseTo(Math.LN2, 12);
    expect(apart.kl[0]).toBeCloseTo(1800, 9);
  });

  it("takes KL from the teacher, not to it", () => {
    const sure = logitsOf("teacher", [[20, 0]], [0]);
    const unsure = logitsOf("student", [[0.1, 0]], [0]);
    expect(predictiveDivergence(sure, unsure).kl[0]).toBeLessThan(0.65);
    expect(predictiveDivergence(unsure, sure).kl[0]).toBeGreaterThan(5);
  });

  it("refuses networks of other examples", () => {
    const other = logitsOf(
      "other",
      { values: student.values, columns: CLASSES },
      student.labels.map((own) => (own + 1) % 4),
    );
    expect(() => predictiveDivergence(teacher, other)).toThrow("one order of examples");
  });

  it("has log-probabilities that sum to 1 at any temperature", () => {
    const log = logProbabilities(teacher, 3);
    expect(log.slice(0, CLASSES).reduce((sum, own) => sum + Math.exp(own), 0)).toBeCloseTo(1, 14);
  });
});

describe("error consistency", () => {
  it("is 1 for a network and itself, 0 for errors as by chance, -1 for errors that never meet", () => {
    expect(errorConsistency([1, 1, 0], [1, 1, 0]).kappa).toBeCloseTo(1, 14);
    expect(errorConsistency([1, 1, 0, 0], [1, 0, 1, 0]).kappa).toBeCloseTo(0, 14);
    expect(errorConsistency([1, 0], [0, 1]).kappa).toBeCloseTo(-1, 14);
    expect(errorConsistency([1, 1], [1, 1]).kappa).toBeNaN();
  });

  it("has parts whose mean is kappa and which are its derivative by the weight of an example", () => {
    const [a, b] = [bits(1), bits(2)];
    const { kappa, parts } = errorConsistency(a, b);
    expect(mean(parts)).toBeCloseTo(kappa, 12);
    // One example more, as a small weight.
    for (const k of [0, 5, 9]) {
      const copies = 4000;
      const more = (list: number[]) => [...Array.from({ length: copies }, () => list).flat(), list[k]!];
      const moved = errorConsistency(more(a), more(b)).kappa - kappa;
      expect(moved * (copies * a.length + 1)).toBeCloseTo(parts[k]! - kappa, 3);
    }
  });
});

describe("bounded agreement", () => {
  it("is 0 and 1 at the bounds, NaN where there is only one", () => {
    expect(boundedAgreement([0, 1, 1, 1], [1, 0, 1, 1], [0, 0, 0, 0])).toBe(0.5);
    expect(boundedAgreement([0, 0, 1], [0, 0, 1], [0, 0, 0])).toBe(1);
    expect(boundedAgreement([0, 0, 0, 1], [0, 0, 1, 0], [0, 0, 0, 0])).toBe(0);
    expect(boundedAgreement([0, 0], [0, 0], [0, 0])).toBeNaN();
  });
});

describe("transfer of errors and of correct answers", () => {
  // Teacher right on four, wrong on four with class 2.
  const labels = [0, 0, 0, 0, 0, 0, 0, 0];
  const teacher = [0, 0, 0, 0, 2, 2, 2, 2];

  it("is the hand table's share of the room", () => {
    const reference = [0, 0, 0, 1, 2, 1, 1, 0];
    const student = [0, 0, 0, 0, 2, 2, 2, 0];
    const { right, wrong, index, examples } = asymmetricTransfer(teacher, student, reference, labels);
    expect(right.value).toBe(1);
    expect(wrong.value).toBeCloseTo((3 / 4 - 1 / 4) / (3 / 4), 14);
    expect(index.value).toBeCloseTo(2 / 3 - 1, 14);
    expect(examples).toEqual([4, 4]);
    for (const own of [right, wrong, index]) expect(mean(own.parts)).toBeCloseTo(own.value, 12);
  });

  it("is 1 for a copy of the teacher, 0 for the reference itself, and not defined without room", () => {
    const reference = [0, 0, 0, 1, 1, 1, 1, 0];
    const copy = asymmetricTransfer(teacher, teacher, reference, labels);
    expect([copy.right.value, copy.wrong.value, copy.index.value]).toEqual([1, 1, 0]);
    const same = asymmetricTransfer(teacher, reference, reference, labels);
    expect([same.right.value, same.wrong.value]).toEqual([0, 0]);
    expect(asymmetricTransfer(teacher, teacher, labels, labels).right.value).toBeNaN();
  });

  it("does not take a wrong answer of another class for the teacher's", () => {
    const reference = [0, 0, 0, 1, 0, 0, 0, 0];
    const student = [0, 0, 0, 1, 1, 1, 1, 1];
    expect(asymmetricTransfer(teacher, student, reference, labels).wrong.value).toBe(0);
  });

  it("has parts that are the number's derivative by the weight of an example", () => {
    const [a, b, c] = [bits(3), bits(4), bits(5)];
    const truth = a.map(() => 0);
    const { wrong } = asymmetricTransfer(a, b, c, truth);
    const copies = 4000;
    for (const k of [0, 3, 8]) {
      const more = (list: number[]) => [...Array.from({ length: copies }, () => list).flat(), list[k]!];
      const moved = asymmetricTransfer(more(a), more(b), more(c), more(truth)).wrong.value - wrong.value;
      expect(moved * (copies * a.length + 1)).toBeCloseTo(wrong.parts[k]! - wrong.value, 2);
    }
  });
});

describe("shape bias", () => {
  it("counts answers for one of the two cues only", () => {
    const { value, decided, parts } = shapeBias([0, 1, 3, 0], [0, 0, 0, 0], [1, 1, 1, 1]);
    expect([value, decided]).toEqual([2 / 3, 3 / 4]);
    expect(mean(parts)).toBeCloseTo(2 / 3, 14);
    expect(shapeBias([3, 3], [0, 0], [1, 1]).value).toBeNaN();
    expect(() => shapeBias([0], [1], [1])).toThrow("leave out examples without a conflict");
  });

  it("speaks for the side on which the teacher lies", () => {
    const networks = students(3);
    const shapes = networks[0]!.value.labels;
    const finding = shapeBiasFinding({ networks, shapes, textures: shapes.map((own) => (own + 1) % CLASSES) });
    const answers = answeredCohort(networks);
    const bias = (role: string) =>
      mean(
        answers
          .filter((own) => own.role === role)
          .map(
            ({ value }) =>
              shapeBias(
                value.classes,
                shapes,
                shapes.map((own) => (own + 1) % CLASSES),
              ).value,
          ),
      );
    expect(finding.direction).toBe(bias("teacher") > bias("scratch") ? "higher" : "lower");
    expect(finding.value).toBeCloseTo(bias("distilled") - bias("scratch"), 10);
  });
});

describe("findings of answers", () => {
  it("find a student that follows its teacher, and none that does not", () => {
    const told = toldFindings(answerFindings(students(4)));
    const claim = (id: string) => told.find(({ finding }) => finding.id === `answers.${id}`)?.claim;
    for (const id of [
      "agreement",
      "boundedAgreement",
      "predictiveKl",
      "predictiveJs",
      "errorConsistency",
      "wrongTransfer",
    ])
      expect([id, claim(id)]).toEqual([id, "there"]);
    const idle = students(4).map((own) =>
      own.role === "distilled" ? { ...own, value: ownLogits("idle", own.seed ?? 0) } : own,
    );
    for (const { claim: none } of toldFindings(answerFindings(idle))) expect(none).not.toBe("there");
  });

  it("have the divergences from the teacher, not to it, as their values", () => {
    const networks = students(2);
    const teacher = networks.find(({ role }) => role === "teacher")!.value;
    const level = (role: string, from: "kl" | "js") =>
      mean(
        networks
          .filter((own) => own.role === role)
          .map(({ value }) => mean(predictiveDivergence(teacher, value)[from])),
      );
    for (const [id, from] of [
      ["answers.predictiveKl", "kl"],
      ["answers.predictiveJs", "js"],
    ] as const)
      expect(answerFindings(networks).find((own) => own.id === id)?.value).toBeCloseTo(
        level("distilled", from) - level("scratch", from),
        10,
      );
  });

  it("have accuracy beside the teacher's, asked of every student", () => {
    const networks = students(2);
    const level = (role: string) =>
      mean(
        networks
          .filter((own) => own.role === role)
          .map(({ value }) => mean(Array.from(answeredClasses(value), (k, row) => Number(k === value.labels[row])))),
      );
    for (const knowledge of ["response", "feature"] as const) {
      const found = answerFindings(networks, { knowledge }).find(({ id }) => id === "answers.accuracy")!;
      expect(found.value).toBeCloseTo(level("distilled") - level("scratch"), 12);
      expect([found.topic, found.direction]).toEqual(["kept", "higher"]);
      expect(found.sentence).toContain(`The teacher's is ${level("teacher").toFixed(3)}.`);
    }
    const [alone] = answerFindings(networks.filter(({ role }) => role !== "teacher")).slice(-1);
    expect(alone?.value).toBeCloseTo(level("distilled") - level("scratch"), 12);
    expect(alone?.sentence).toContain("No teacher's is known.");
  });

  it("is 1 for identical networks and leaves no room", () => {
    const teacher = ownLogits("teacher", 0);
    const same = [
      { role: "teacher" as const, value: teacher },
      { role: "distilled" as const, seed: 0, value: teacher },
      { role: "scratch" as const, seed: 0, value: followed(teacher, ownLogits("scratch", 1), 0.2) },
    ];
    const findings = answerFindings(same);
    const [own, other] = [teacher, same[2]!.value].map(answeredClasses);
    expect(findings[0]?.value).toBeCloseTo(
      1 - mean(Float64Array.from(own!, (k, row) => (k === other![row] ? 1 : 0))),
      12,
    );
    expect(findings.find(({ id }) => id === "answers.rightTransfer")?.value).toBeCloseTo(1, 12);
  });

  it("say what cannot be told without a teacher, a baseline or a control", () => {
    const all = students(2);
    const without = (...roles: string[]) => answerFindings(all.filter(({ role }) => !roles.includes(role)));
    const ofTeacher = without("teacher").filter(({ id }) => id !== "answers.accuracy");
    for (const { value, interval, sentence } of [...ofTeacher, ...without("scratch")]) {
      expect(value).toBeNaN();
      expect(interval.reason).toBeDefined();
      expect(sentence).toContain("cannot be compared");
    }
    for (const { control } of without("null", "placebo", "self-distilled"))
      expect(control.reason).toContain("without the effect");
  });

  it("tell no share of a teacher's few errors, which students that answer alike would seem sure of", () => {
    const rows = 200;
    const labels = Array.from({ length: rows }, (_, k) => k % 3);
    const of = (name: string, wrong: (k: number) => boolean) =>
      logitsOf(
        name,
        labels.map((label, k) => [0, 1, 2].map((c) => (c === (wrong(k) ? (label + 1) % 3 : label) ? 3 : 0))),
        labels,
      );
    const cohort = (errors: number) => [
      { role: "teacher" as const, value: of("teacher", (k) => k < errors) },
      ...[0, 1, 2].flatMap((seed) => [
        { role: "distilled" as const, seed, value: of(`d${seed}`, (k) => k < errors || k === 90 + seed) },
        { role: "scratch" as const, seed, value: of(`s${seed}`, (k) => k % 10 === 9 - seed && k > errors) },
        { role: "null" as const, seed, value: of(`n${seed}`, (k) => k % 10 === 5 - seed && k > errors) },
      ]),
    ];
    const told = (errors: number) =>
      toldFindings(answerFindings(cohort(errors))).find(({ finding }) => finding.id === "answers.wrongTransfer")!;
    expect(told(12).claim).toBe("there");
    expect(told(2).claim).toBe("open");
    expect(told(2).finding.sentence).toContain("2 examples on which the teacher is wrong are too few, 10 are needed");
  });

  it("refuse networks whose examples are in another order", () => {
    const [teacher, distilled, ...rest] = students(1);
    const order = Array.from({ length: ROWS }, (_, k) => (k + 1) % ROWS);
    const moved = logitsOf(
      "moved",
      order.map((k) => distilled!.value.values.subarray(k * CLASSES, (k + 1) * CLASSES)),
      order.map((k) => distilled!.value.labels[k]!),
    );
    expect(() => answerFindings([teacher!, { ...distilled!, value: moved }, ...rest])).toThrow("one order of examples");
  });

  it("make a section whose drawings have as many numbers as places", () => {
    const { findings, drawings } = answersSection(students(2));
    expect(findings.length).toBe(9);
    expect(drawings.map(({ id }) => id)).toEqual(["answers.bounds", "answers.networks"]);
    for (const drawing of drawings) {
      if (drawing.kind !== "heat") throw new Error(drawing.kind);
      expect(drawing.values.length).toBe(drawing.rows.length * drawing.columns.length);
      for (const value of drawing.values) if (!Number.isNaN(value)) expect(value).toBeLessThanOrEqual(1);
    }
    const { findings: unseen } = answersSection(students(2), { domain: "sketches" });
    expect(unseen[0]!.sentence.startsWith("On sketches, which no network was trained on, the share")).toBe(true);
    expect(unseen.map(({ value }) => value)).toEqual(findings.map(({ value }) => value));
    expect(answersSection([]).findings.every(({ value }) => Number.isNaN(value))).toBe(true);
  });

  it("count consensus on every domain", () => {
    const section = consensusSection([
      { name: "sketch", networks: students(3) },
      { name: "edge", networks: [] },
    ]);
    expect(section.findings.map(({ id }) => id)).toEqual(["consensus.sketch", "consensus.edge"]);
    expect(section.findings[0]?.value).toBeCloseTo(answerFindings(students(3))[0]!.value, 12);
    expect(section.findings[1]?.interval.reason).toBe("no distilled and no scratch student");
  });
});

describe("right answers", () => {
  it("are where the largest logit is the label's, of equal ones the first", () => {
    const own = logitsOf(
      "own",
      [
        [1, 1, 0],
        [1, 2, 2],
        [0, 0, 3],
      ],
      [0, 2, 2],
    );
    expect(Array.from(rightAnswers(own))).toEqual([1, 0, 1]);
  });
});

function bits(seed: number): number[] {
  return Array.from(uniformNumbers({ seed, sample: "", purpose: "bits", pass: 0 }, 12), (u) => (u < 0.5 ? 0 : 1));
}
