// What is said of how students relate classes, and against which students.

import { drawNormal, type ToldFinding, toldFindings } from "@stillpoint/core";
import { logitsOf, type NumberTable, numberTable, templateCosines } from "@stillpoint/mechanism";
import { describe, expect, it } from "vitest";
import type { Lesson } from "./lessons.ts";
import type { Pupil, Pupils } from "./pupils.ts";
import { type RelationMatter, relationSection } from "./relation-section.ts";

const [CLASSES, WIDTH, ROWS] = [20, 16, 120];

function normal(sample: string, seed: number, rows: number): readonly Float64Array[] {
  const values = new Float64Array(rows * WIDTH);
  drawNormal({ seed, sample, purpose: "relations", pass: 0 }, values);
  return Array.from({ length: rows }, (_, row) => values.slice(row * WIDTH, (row + 1) * WIDTH));
}

const teacher = { templates: normal("templates", 0, CLASSES), features: normal("features", 0, ROWS) };
const labels = Int32Array.from({ length: ROWS }, (_, row) => row % CLASSES);
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, k) => sum + value * b[k]!, 0);
const answers = teacher.features.map((h) => teacher.templates.map((w) => dot(h, w)));
const matter: RelationMatter = {
  answers: { heldOut: logitsOf("teacher", answers, labels) },
  relations: { of: templateCosines(numberTable("templates", teacher.templates)) },
  classes: { names: Array.from({ length: CLASSES }, (_, k) => `class ${k}`) },
};

/** Students whose last layers are the teacher's by a share, templates and features apart, and chance by the rest. */
function pupils(shares: Readonly<Partial<Record<Lesson, readonly [templates: number, features: number]>>>): Pupils {
  const mixed = (name: string, of: readonly Float64Array[], share: number, seed: number): NumberTable => {
    const noise = normal(name, seed, of.length);
    return numberTable(
      name,
      of.map((row, k) => row.map((value, j) => share * value + (1 - share) * noise[k]![j]!)),
    );
  };
  return new Map(
    (Object.entries(shares) as [Lesson, readonly [number, number]][]).map(([lesson, [templates, features]]) => [
      lesson,
      [1, 2, 3].map((seed): Pupil => {
        const student = { spec: { lesson, seed, trainingSeed: seed, moments: [] }, networks: [] };
        return {
          ...{ student, right: new Float64Array(ROWS), accuracy: 0 },
          features: mixed(`${lesson}, features`, teacher.features, features, seed),
          templates: mixed(`${lesson}, templates`, teacher.templates, templates, seed),
        };
      }),
    ]),
  );
}

const FAR = [0.05, 0.05] as const;
const NEAR = [0.9, 0.9] as const;
const apart = { labels: FAR, "labels again": FAR, "label smoothing": FAR, "permuted relations": FAR } as const;

function told(shares: Parameters<typeof pupils>[0]): (id: string) => ToldFinding {
  const all = toldFindings(relationSection(pupils(shares), matter).findings);
  return (id) => all.find(({ finding }) => finding.id === id)!;
}

describe("how students relate classes", () => {
  it("is the teacher's doing where students without its relations do not", () => {
    const of = told({ ...apart, "shuffled within class": FAR, KD: NEAR });
    for (const id of ["similarity.KD", "templates.KD"]) {
      expect([of(id).claim, of(id).finding.value > 0.3], id).toEqual(["there", true]);
    }
  });

  it.each(["label smoothing", "permuted relations", "labels again"] as const)(
    "is not where %s does as much",
    (lesson) => {
      const of = told({ ...apart, "shuffled within class": FAR, KD: NEAR, [lesson]: NEAR });
      for (const id of ["similarity.KD", "templates.KD"]) {
        const { claim, finding } = of(id);
        expect(claim, id).toBe("control");
        expect(finding.sentence).toContain(
          lesson === "labels again" ? "Two sets of students of labels" : `Students of ${lesson}`,
        );
      }
    },
  );

  it("of classes is taught by another example of the class, of the example it is not", () => {
    const of = told({ ...apart, "shuffled within class": NEAR, KD: NEAR });
    expect(of("similarity.KD").claim).toBe("there");
    expect(of("templates.KD").claim).toBe("control");
    expect(of("templates.KD").finding.sentence).toContain("Students of shuffled within class");
  });

  it("differs between two sets of students of labels either way", () => {
    const of = told({ labels: FAR, "labels again": NEAR, KD: [-0.9, 0.9] });
    const { finding, claim } = of("similarity.KD");
    expect(finding.control.low).toBe(-finding.control.high);
    expect(claim).not.toBe("there");
  });

  it("only describes students that are without the teacher's relations themselves", () => {
    const of = told({ ...apart, "shuffled within class": NEAR, KD: NEAR });
    for (const lesson of ["label-smoothing", "permuted-relations", "shuffled-within-class"])
      for (const kind of ["similarity", "templates"]) expect(of(`${kind}.${lesson}`).claim).toBe("described");
  });
});
