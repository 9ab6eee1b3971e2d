import { argmax } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { answers, plainLogSoftmax, relabelled, rowOf, withValues } from "../../fixtures/answers.ts";
import { classMeanLogits, templateCosines } from "../class-relations.ts";
import { type Logits, logitsOf } from "../logits.ts";
import { numberTable } from "../number-table.ts";
import { kd } from "./kd.ts";
import { kdPt } from "./kd-pt.ts";
import { kdPtSim } from "./kd-pt-sim.ts";
import { kdSim } from "./kd-sim.ts";
import { kdTopK } from "./kd-top-k.ts";
import { labelSmoothing } from "./label-smoothing.ts";
import { permutedRelations } from "./permuted-relations.ts";
import { shuffledWithinClass } from "./shuffled-within-class.ts";
import { type SoftTargets, targetRow } from "./soft-targets.ts";

const teacher = answers("teacher");
const T = 3;
const templates = numberTable("templates", {
  values: answers("templates", { rows: 5, classes: 7, margin: 0 }).values,
  columns: 7,
});
const relations = classMeanLogits(teacher);

const all: readonly (readonly [string, (of: Logits) => SoftTargets])[] = [
  ["label smoothing", (of) => labelSmoothing(of, { smoothing: 0.2 })],
  ["KD", (of) => kd(of, { temperature: T })],
  ["KD-pt", (of) => kdPt(of, { temperature: T })],
  ["KD-sim", (of) => kdSim(of, { temperature: T, relations: classMeanLogits(of), relationTemperature: 2 })],
  ["KD-pt+sim", (of) => kdPtSim(of, { temperature: T, relations: classMeanLogits(of), relationTemperature: 2 })],
  ["KD-topk", (of) => kdTopK(of, { temperature: T, k: 3 })],
];
const placebos: typeof all = [
  ["permuted relations", (of) => permutedRelations(of, { temperature: T, seed: 1 })],
  ["shuffled within class", (of) => shuffledWithinClass(of, { temperature: T, seed: 1 })],
];

function expectClose(a: SoftTargets, b: SoftTargets, digits = 13): void {
  for (const [k, value] of a.values.entries()) expect(b.values[k]).toBeCloseTo(value, digits);
}

function trueProbabilities(targets: SoftTargets): number[] {
  return Array.from(targets.labels, (label, row) => targetRow(targets, row)[label]!);
}

describe.each([...all, ...placebos])("%s", (_, make) => {
  it("gives every example a distribution, also at logits of 1e4", () => {
    for (const of of [teacher, withValues(teacher, (value) => 1e4 * value)]) {
      const targets = make(of);
      for (let row = 0; row < targets.rows; row++) {
        const p = targetRow(targets, row);
        expect(p.every((value) => value >= 0 && value <= 1)).toBe(true);
        expect(p.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
      }
    }
  });

  it("does not see a constant in a row of logits", () => {
    expectClose(make(teacher), make(withValues(teacher, (value, row) => value + 3 * row - 20)));
  });

  it("leaves the teacher as it was", () => {
    const before = teacher.values.slice();
    make(teacher);
    expect(teacher.values).toEqual(before);
  });
});

describe.each(all)("%s", (_, make) => {
  it("permutes with the classes", () => {
    const places = [2, 4, 1, 0, 3];
    const [plain, moved] = [make(teacher), make(relabelled(teacher, places))];
    for (let row = 0; row < plain.rows; row++)
      for (const [k, value] of targetRow(plain, row).entries())
        expect(targetRow(moved, row)[places[k]!]).toBeCloseTo(value, 13);
  });
});

describe("KD", () => {
  it("is softmax(v / T)", () => {
    const targets = kd(teacher, { temperature: T });
    for (let row = 0; row < teacher.rows; row++)
      for (const [k, log] of plainLogSoftmax(rowOf(teacher, row), T).entries())
        expect(targetRow(targets, row)[k]).toBeCloseTo(Math.exp(log), 14);
  });
});

describe("KD-pt", () => {
  it("keeps p_t of KD at the same T and nothing else: all wrong classes are alike", () => {
    const [full, pt] = [kd(teacher, { temperature: T }), kdPt(teacher, { temperature: T })];
    expect(trueProbabilities(pt)).toEqual(trueProbabilities(full));
    for (let row = 0; row < pt.rows; row++)
      expect(new Set(targetRow(pt, row).filter((_, k) => k !== teacher.labels[row])).size).toBe(1);
  });
});

describe("KD-topk", () => {
  it("with all classes, or all but one, is KD", () => {
    for (const k of [5, 4]) expectClose(kdTopK(teacher, { temperature: T, k }), kd(teacher, { temperature: T }), 15);
  });

  it("with one class is KD-pt where the teacher is right", () => {
    const right = [...teacher.labels.keys()].filter((row) => argmax(rowOf(teacher, row)) === teacher.labels[row]);
    const [top, pt] = [kdTopK(teacher, { temperature: T, k: 1 }), kdPt(teacher, { temperature: T })];
    expect(right.length).toBeGreaterThan(3);
    expect(right.length).toBeLessThan(teacher.rows);
    for (const row of right)
      for (const [k, value] of targetRow(pt, row).entries()) expect(targetRow(top, row)[k]).toBeCloseTo(value, 14);
  });

  it("with one class and the true one kept is KD-pt everywhere", () => {
    expectClose(kdTopK(teacher, { temperature: T, k: 1, keepTrueClass: true }), kdPt(teacher, { temperature: T }), 14);
  });

  it("keeps k probabilities as they are, the true class among them where it is asked for", () => {
    const full = kd(teacher, { temperature: T });
    for (const keepTrueClass of [false, true]) {
      const top = kdTopK(teacher, { temperature: T, k: 2, keepTrueClass });
      for (let row = 0; row < top.rows; row++) {
        const [p, kept] = [targetRow(full, row), targetRow(top, row)];
        const same = [...p.keys()].filter((k) => kept[k] === p[k]);
        const largest = [...p.keys()].sort((a, b) => p[b]! - p[a]!);
        expect(same).toHaveLength(2);
        expect(same).toContain(largest[0]);
        if (keepTrueClass) expect(same).toContain(teacher.labels[row]);
        else expect(same).toContain(largest[1]);
      }
    }
  });

  it("gives the tail nothing where probabilities underflow", () => {
    const sure = logitsOf("sure", [[9e3, -1e4, -9e3]], [0]);
    const wrong = logitsOf("sure", [[9e3, -1e4, -9e3]], [1]);
    expect([...kdTopK(sure, { temperature: 1, k: 2 }).values]).toEqual([1, 0, 0]);
    expect([...kdTopK(wrong, { temperature: 1, k: 2, keepTrueClass: true }).values]).toEqual([1, 0, 0]);
  });

  it.each([0, 6, 1.5, Number.NaN])("refuses k = %d", (k) => {
    expect(() => kdTopK(teacher, { temperature: T, k })).toThrow(/k: expected a whole number from 1 to 5/);
  });
});

describe("KD-sim", () => {
  const relationTemperature = 0.4;

  it("is one row for all examples of a class", () => {
    const targets = kdSim(teacher, { temperature: T, relations: templateCosines(templates), relationTemperature });
    for (let row = 0; row + 5 < targets.rows; row++)
      expect(targetRow(targets, row + 5)).toEqual(targetRow(targets, row));
  });

  it("of orthogonal templates is label smoothing", () => {
    const identity = Array.from({ length: 5 }, (_, k) => Array.from({ length: 5 }, (_, j) => (j === k ? 2 : 0)));
    const cosines = templateCosines(numberTable("templates", identity));
    const smoothing = 5 / (Math.exp(1 / relationTemperature) + 4);
    expectClose(
      kdSim(teacher, { temperature: 1, relations: cosines, relationTemperature }),
      labelSmoothing(teacher, { smoothing }),
    );
  });

  it("by class means at T is the geometric mean of KD's targets of the class", () => {
    const targets = kdSim(teacher, { temperature: T, relations, relationTemperature: T });
    const full = kd(teacher, { temperature: T });
    for (let label = 0; label < 5; label++) {
      const own = [...teacher.labels.keys()].filter((row) => teacher.labels[row] === label);
      const logs = Array.from({ length: 5 }, (_, k) => {
        return own.reduce((sum, row) => sum + Math.log(targetRow(full, row)[k]!) / own.length, 0);
      });
      for (const [k, log] of plainLogSoftmax(logs).entries())
        expect(targetRow(targets, own[0]!)[k]).toBeCloseTo(Math.exp(log), 13);
    }
  });

  it("of a teacher that answers alike within each class is KD, and so is KD-pt+sim", () => {
    const alike = withValues(teacher, (_, row, k) => teacher.values[teacher.labels[row]! * 5 + k]!);
    const options = { temperature: T, relations: classMeanLogits(alike), relationTemperature: T };
    expectClose(kdSim(alike, options), kd(alike, { temperature: T }));
    expectClose(kdPtSim(alike, options), kd(alike, { temperature: T }));
  });

  it("refuses relations of other classes, without a class, or a knob of 0", () => {
    const options = { temperature: T, relationTemperature };
    const other = templateCosines(
      numberTable("templates", [
        [1, 0],
        [0, 1],
      ]),
    );
    expect(() => kdSim(teacher, { ...options, relations: other })).toThrow(/expected 5 classes/);
    const absent = classMeanLogits(logitsOf("few", [rowOf(teacher, 0)], [0]));
    expect(() => kdSim(teacher, { ...options, relations: absent })).toThrow(/got none of class 1/);
    expect(() => kdSim(teacher, { ...options, relations, relationTemperature: 0 })).toThrow(/relationTemperature/);
  });
});

describe("KD-pt+sim", () => {
  const options = { temperature: T, relations, relationTemperature: 2 };
  const both = kdPtSim(teacher, options);

  it("keeps p_t of KD", () => {
    const full = trueProbabilities(kd(teacher, { temperature: T }));
    for (const [row, p] of trueProbabilities(both).entries()) expect(p).toBe(full[row]);
  });

  it("has KD-sim's shape among the wrong classes", () => {
    const sim = kdSim(teacher, options);
    for (let row = 0; row < both.rows; row++) {
      const label = teacher.labels[row]!;
      const [a, b] = [both, sim].map((targets) => targetRow(targets, row));
      for (let k = 0; k < 5; k++)
        if (k !== label) expect(a![k]! / (1 - a![label]!)).toBeCloseTo(b![k]! / (1 - b![label]!), 13);
    }
  });
});

describe("permuted relations", () => {
  const full = kd(teacher, { temperature: T });
  const permuted = permutedRelations(teacher, { temperature: T, seed: 7 });

  it("keep p_t and the sizes of the others, none in its place, one way for each class", () => {
    const ways = new Map<number, string>();
    for (let row = 0; row < full.rows; row++) {
      const label = teacher.labels[row]!;
      const [p, moved] = [targetRow(full, row), targetRow(permuted, row)];
      expect(moved[label]).toBe(p[label]);
      expect(moved.slice().sort()).toEqual(p.slice().sort());
      const way = Array.from(moved, (value) => p.indexOf(value));
      for (const [k, from] of way.entries()) expect(from === k).toBe(k === label);
      expect(ways.get(label) ?? way.join()).toBe(way.join());
      ways.set(label, way.join());
    }
    expect(ways.size).toBe(5);
  });

  it("are a function of the seed", () => {
    expect(permutedRelations(teacher, { temperature: T, seed: 7 })).toEqual(permuted);
    expect(permutedRelations(teacher, { temperature: T, seed: 8 }).values).not.toEqual(permuted.values);
  });

  it("need a second wrong class", () => {
    expect(() => permutedRelations(answers("two", { classes: 2 }), { temperature: 1, seed: 0 })).toThrow(/3 classes/);
  });
});

describe("shuffled within class", () => {
  const full = kd(teacher, { temperature: T });
  const shuffled = shuffledWithinClass(teacher, { temperature: T, seed: 7 });

  it("gives every example the target of another one of its class, each once", () => {
    const from = Array.from({ length: full.rows }, (_, row) => {
      return [...full.labels.keys()].findIndex(
        (other) => `${targetRow(full, other)}` === `${targetRow(shuffled, row)}`,
      );
    });
    expect([...from].sort((a, b) => a - b)).toEqual([...full.labels.keys()]);
    for (const [row, other] of from.entries()) {
      expect(other).not.toBe(row);
      expect(full.labels[other]).toBe(full.labels[row]);
    }
  });

  it("leaves the mean target of each class", () => {
    for (let label = 0; label < 5; label++) {
      const meanOf = (targets: SoftTargets): number[] =>
        Array.from({ length: 5 }, (_, k) => {
          const rows = [...full.labels.keys()].filter((row) => full.labels[row] === label);
          return rows.reduce((sum, row) => sum + targetRow(targets, row)[k]! / rows.length, 0);
        });
      for (const [k, value] of meanOf(full).entries()) expect(meanOf(shuffled)[k]).toBeCloseTo(value, 14);
    }
  });

  it("names the only examples of their class, which keep theirs", () => {
    const lone = logitsOf("lone", [...[0, 1, 2].map((row) => rowOf(teacher, row)), [0, 1, 2, 3, 4]], [0, 0, 0, 4]);
    const targets = shuffledWithinClass(lone, { temperature: T, seed: 0 });
    expect(targets.unmoved).toEqual([3]);
    expect(targetRow(targets, 3)).toEqual(targetRow(kd(lone, { temperature: T }), 3));
    expect(shuffled.unmoved).toEqual([]);
  });
});

describe("label smoothing", () => {
  it("is the label at 0 and uniform at 1", () => {
    const [none, full] = [0, 1].map((smoothing) => labelSmoothing(teacher, { smoothing }));
    expect(trueProbabilities(none!)).toEqual(Array(14).fill(1));
    expect(new Set(full!.values)).toEqual(new Set([0.2]));
    expect(() => labelSmoothing(teacher, { smoothing: 1.1 })).toThrow(/smoothing: expected 0 <= e <= 1/);
  });
});
