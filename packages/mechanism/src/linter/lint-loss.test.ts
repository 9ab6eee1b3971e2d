import { readFileSync } from "node:fs";
import { isRecord } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { answers, plainLogSoftmax, relabelled, rowOf, withValues } from "../../fixtures/answers.ts";
import { type Logits, logitsOf } from "../logits.ts";
import { distillationLoss } from "../loss.ts";
import { lintSection } from "../study/lint-section.ts";
import { kd } from "../targets/kd.ts";
import { kdTopK } from "../targets/kd-top-k.ts";
import { targetRow } from "../targets/soft-targets.ts";
import { lintLoss } from "./lint-loss.ts";
import type { LossBatch } from "./loss-batch.ts";
import { CONVENTION_GRID, conventionName, conventionsOf, type LossConvention } from "./loss-convention.ts";

const teacher = answers("teacher", { rows: 40, scale: 2 });
const student = answers("student", { rows: 40, scale: 1.5 });
const places: readonly (readonly [number, number])[] = [
  [0, 16],
  [16, 24],
  [24, 40],
];
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Batches with the mean of a loss over their rows. */
function batchesOf(loss: ArrayLike<number>): LossBatch[] {
  return places.map(([start, end]) => ({ start, end, value: mean(Array.from(loss).slice(start, end)) }));
}

/** (1 − w) H(y, q) + w s Σ p ln(p/q) of each row, by its definition. */
function hinton(z: Logits, v: Logits, weight: number, temperature: number, factor: number): number[] {
  return Array.from({ length: z.rows }, (_, row) => {
    const q = plainLogSoftmax(rowOf(z, row), temperature);
    const p = plainLogSoftmax(rowOf(v, row), temperature);
    const divergence = p.reduce((sum, log, k) => sum + Math.exp(log) * (log - q[k]!), 0);
    return -(1 - weight) * plainLogSoftmax(rowOf(z, row))[z.labels[row]!]! + weight * factor * divergence;
  });
}

const HINTON: LossConvention = {
  teacherWeight: 0.9,
  temperature: 4,
  temperatureSquared: true,
  distance: "forward KL",
  reduction: "batchmean",
  labelReduction: "mean",
};

describe("lintLoss", () => {
  it("finds the one convention of a loss written by its definition", () => {
    const lint = lintLoss({ student, teacher, batches: batchesOf(hinton(student, teacher, 0.9, 4, 16)) });
    expect(lint.verdict).toBe("one");
    expect(lint.fits.map(({ convention }) => convention)).toEqual([HINTON]);
    expect(lint.nearest.error).toBeLessThan(1e-12);
    expect(lint.open).toEqual([]);
    expect(lint.sentence).toContain("w = 0.9, T = 4 with T², forward KL, batchmean; label mean");
  });

  it("finds cross-entropy in the loss of this package", () => {
    const loss = distillationLoss(student, kd(teacher, { temperature: 2 }), {
      teacherWeight: 0.5,
      temperatureSquared: true,
    });
    const { fits } = lintLoss({ student, teacher, batches: batchesOf(loss) });
    expect(fits.map(({ convention }) => convention)).toEqual([
      { ...HINTON, teacherWeight: 0.5, temperature: 2, distance: "cross-entropy" },
    ]);
  });

  it("says that T² was dropped", () => {
    const { fits } = lintLoss({ student, teacher, batches: batchesOf(hinton(student, teacher, 0.9, 4, 1)) });
    expect(fits.map(({ convention }) => convention)).toEqual([{ ...HINTON, temperatureSquared: false }]);
  });

  it("finds nothing where the cache is in another order within classes, which labels do not tell", () => {
    const shifted = Float64Array.from({ length: 200 }, (_, k) => teacher.values[(k + 25) % 200]!);
    const shuffled = logitsOf("teacher", { values: shifted, columns: 5 }, teacher.labels);
    const lint = lintLoss({ student, teacher, batches: batchesOf(hinton(student, shuffled, 0.9, 4, 16)) });
    expect([lint.verdict, lint.fits]).toEqual(["none", []]);
    expect(lint.nearest.error).toBeGreaterThan(1e-4);
    expect(lint.sentence).toContain("No convention of the grid explains the values");
  });

  it("finds nothing in a sum cut off at top k, and the whole one where targets are those of KD-topk", () => {
    const targets = (given: Logits, temperature: number) => kdTopK(given, { temperature, k: 2 });
    const top = targets(teacher, 2);
    const of = (whole: boolean): number[] =>
      Array.from({ length: 40 }, (_, row) => {
        const [p, q] = [targetRow(top, row), plainLogSoftmax(rowOf(student, row), 2)];
        const kept = [...p.keys()].sort((a, b) => p[b]! - p[a]!).slice(0, whole ? 5 : 2);
        return kept.reduce((sum, k) => sum + p[k]! * (Math.log(p[k]!) - q[k]!), 0);
      });
    for (const [whole, verdict] of [
      [false, "none"],
      [true, "one"],
    ] as const)
      expect(
        lintLoss({ student, teacher, targets, batches: batchesOf(of(whole).map((value) => 4 * value)) }).verdict,
      ).toBe(verdict);
    expect(lintLoss({ student, teacher, batches: batchesOf(of(false)) }).verdict).toBe("none");
  });

  it("sees networks that were exchanged: reverse KL, or nothing", () => {
    const swapped = batchesOf(hinton(teacher, student, 1, 3, 9));
    const { fits } = lintLoss({ student, teacher, batches: swapped });
    expect(fits.map(({ convention }) => convention.distance)).toEqual(["reverse KL"]);
    expect(lintLoss({ student, teacher, batches: batchesOf(hinton(teacher, student, 0.5, 3, 9)) }).verdict).toBe(
      "none",
    );
  });

  it("sees a network whose logits were taken in another mode: a teacher that drops units while it trains", () => {
    const noise = answers("dropout", { rows: 40, scale: 0.1, margin: 0 });
    const dropping = withValues(teacher, (value, row, k) => value + noise.values[row * 5 + k]!);
    expect(lintLoss({ student, teacher, batches: batchesOf(hinton(student, dropping, 0.9, 4, 16)) }).verdict).toBe(
      "none",
    );
    const noisy = answers("student", { rows: 40, scale: 1.5, seed: 1 });
    expect(lintLoss({ student, teacher, batches: batchesOf(hinton(noisy, teacher, 0.9, 4, 16)) }).verdict).toBe("none");
  });

  it("sees what toolkits do instead: no T² where labels have no weight, squares of probabilities, probabilities for logarithms", () => {
    // torchdistill's KDLoss with alpha 0 gives the bare divergence.
    const { fits } = lintLoss({ student, teacher, batches: batchesOf(hinton(student, teacher, 1, 4, 1)) });
    expect(fits.map(({ convention }) => convention)).toEqual([
      { ...HINTON, teacherWeight: 1, temperatureSquared: false, labelReduction: undefined },
    ]);
    const rows = (change: (p: number, q: number) => number): number[] =>
      Array.from({ length: 40 }, (_, row) => {
        const [q, p] = [student, teacher].map((of) => plainLogSoftmax(rowOf(of, row), 4).map(Math.exp));
        return 16 * p!.reduce((sum, value, k) => sum + change(value, q![k]!), 0);
      });
    // KD-Lib's default, and its base class fed as it is: p (ln p − q).
    for (const loss of [rows((p, q) => (p - q) ** 2 / 5), rows((p, q) => p * (Math.log(p) - q))])
      expect(lintLoss({ student, teacher, batches: batchesOf(loss) }).verdict).toBe("none");
  });

  it("says what batches of one size leave open", () => {
    // w = 0.5 of the sum over 4 rows with label sum is w = 0.5 of nothing else; the mean of a quarter is another weight.
    const [row] = hinton(student, teacher, 1, 1, 1);
    const lint = lintLoss({ student, teacher, batches: [{ start: 0, end: 1, value: row! }] });
    expect(lint.verdict).toBe("several");
    expect(lint.open).toContain("reduction");
    expect(lint.fits.map(({ convention }) => convention.reduction)).toEqual(
      expect.arrayContaining(["batchmean", "sum"]),
    );
    expect(lint.sentence).toMatch(/conventions explain the values alike.*reduction.*batches of other sizes/);
  });

  it("does not see constants in rows, names of classes or the precision of a log within the tolerance", () => {
    const batches = batchesOf(hinton(student, teacher, 0.9, 4, 16)).map((batch) => {
      return { ...batch, value: Number(batch.value.toFixed(4)) };
    });
    const order = [4, 3, 2, 1, 0];
    const lint = lintLoss({ student: relabelled(student, order), teacher: relabelled(teacher, order), batches });
    expect(lint.fits[0]?.convention).toEqual(HINTON);
  });

  it("counts identical networks as 0 by every distance but cross-entropy", () => {
    const zeros = places.map(([start, end]) => ({ start, end, value: 0 }));
    const { verdict, fits } = lintLoss({ student, teacher: student, batches: zeros, tolerance: 1e-3 });
    expect(verdict).toBe("several");
    expect(new Set(fits.map(({ convention }) => convention.teacherWeight))).toEqual(new Set([1]));
    expect(new Set(fits.map(({ convention }) => convention.distance))).toEqual(new Set(["forward KL", "reverse KL"]));
  });

  it("refuses networks on other examples, rows that are not there, values that are none", () => {
    const batches = [{ start: 0, end: 8, value: 1 }];
    expect(() => lintLoss({ student: answers("student"), teacher, batches })).toThrow(/student: expected 40 x 5/);
    expect(() => lintLoss({ student, teacher, batches: [] })).toThrow(/batches: expected at least one/);
    expect(() => lintLoss({ student, teacher, batches: [{ start: 32, end: 48, value: 1 }] })).toThrow(
      /batch 0.*within 0 to 40/,
    );
    expect(() => lintLoss({ student, teacher, batches: [{ start: 0, end: 8, value: Number.NaN }] })).toThrow(
      /finite loss/,
    );
    expect(() => lintLoss({ student, teacher, batches, tolerance: 0 })).toThrow(/tolerance/);
    expect(() => lintLoss({ student, teacher, batches, grid: { teacherWeights: [] } })).toThrow(/grid/);
  });
});

describe("lintSection", () => {
  const sentences = (loss: readonly number[]): readonly (readonly [string, string])[] =>
    lintSection({ student, teacher, batches: batchesOf(loss) }).findings.map(({ id, sentence }) => [id, sentence]);

  it("finds targets cut off at the teacher's top k, and which k, where nothing plain explains a loss", () => {
    const cut = kdTopK(teacher, { temperature: 4, k: 3 });
    const loss = Array.from({ length: student.rows }, (_, row) => {
      const q = plainLogSoftmax(rowOf(student, row), 4);
      const divergence = targetRow(cut, row).reduce((sum, p, k) => sum + p * (Math.log(p) - q[k]!), 0);
      return -0.1 * plainLogSoftmax(rowOf(student, row))[student.labels[row]!]! + 0.9 * 16 * divergence;
    });
    expect(sentences(loss)).toEqual([
      ["lint.convention", expect.stringMatching(/^No convention of the grid explains the values/)],
      [
        "lint.topK",
        expect.stringMatching(/teacher's top 3 .*One convention explains the values: w = 0\.9, T = 4 with T²/),
      ],
    ]);
  });

  it("says that nothing explains a loss which no mistake it knows does", () => {
    const shuffled = Array.from({ length: 40 }, (_, row) => hinton(student, teacher, 0.9, 4, 16)[(7 * row + 3) % 40]!);
    expect(sentences(shuffled).map(([id]) => id)).toEqual(["lint.convention", "lint.unexplained"]);
    expect(sentences(hinton(student, teacher, 0.9, 4, 16))).toHaveLength(1);
  });
});

describe("losses written in PyTorch", () => {
  const file: unknown = JSON.parse(readFileSync(new URL("../../fixtures/conventions.json", import.meta.url), "utf8"));
  const field = (name: string): unknown => (isRecord(file) ? file[name] : undefined);
  const numbers = (value: unknown): number[] => (Array.isArray(value) ? value.map(Number) : []);
  const table = (name: string): number[][] => {
    const value = field(name);
    return Array.isArray(value) ? value.map(numbers) : [];
  };
  const labels = numbers(field("labels"));
  const networks = {
    student: logitsOf("student", table("student"), labels),
    teacher: logitsOf("teacher", table("teacher"), labels),
  };
  const values = field("values");

  it.each<[string, Partial<LossConvention>]>([
    ["hinton", {}],
    ["without T squared", { temperatureSquared: false }],
    ["reduction mean", { reduction: "mean" }],
    ["reduction sum", { teacherWeight: 0.5, temperature: 2, reduction: "sum" }],
    ["reverse", { teacherWeight: 0.7, temperature: 3, distance: "reverse KL" }],
    ["cross-entropy with targets", { teacherWeight: 0.5, temperature: 2, distance: "cross-entropy" }],
    ["labels summed", { reduction: "sum", labelReduction: "sum" }],
    [
      "labels alone",
      {
        teacherWeight: 0,
        temperature: undefined,
        temperatureSquared: undefined,
        distance: undefined,
        reduction: undefined,
      },
    ],
    ["teacher alone", { teacherWeight: 1, temperature: 1, temperatureSquared: undefined, labelReduction: undefined }],
  ])("%s", (name, difference) => {
    const given = isRecord(values) ? numbers(values[name]) : [];
    const batches = table("batches").map(([start = 0, end = 0], k) => ({ start, end, value: given[k] ?? Number.NaN }));
    const { fits } = lintLoss({ ...networks, batches, tolerance: 1e-5 });
    expect(fits.map(({ convention }) => convention)).toEqual([{ ...HINTON, ...difference }]);
  });
});

describe("conventionsOf", () => {
  it("lists every convention once, with a name of its own", () => {
    const all = conventionsOf(CONVENTION_GRID);
    expect(new Set(all.map((each) => JSON.stringify(each))).size).toBe(all.length);
    expect(new Set(all.map(conventionName)).size).toBe(all.length);
    expect(all.filter(({ teacherWeight }) => teacherWeight === 0)).toHaveLength(2);
  });
});
