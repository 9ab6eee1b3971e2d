import { chanceOf, crossedInterval, type HeatDrawing, type StudySection } from "@stillpoint/core";
import { classMeanLogits } from "../class-relations.ts";
import type { Logits } from "../logits.ts";
import { rankCorrelation } from "../rank-correlation.ts";
import { randomCycle } from "../targets/cycle.ts";
import { geometryFinding, type TemplateGeometry, templateGeometry } from "../template-geometry.ts";
import { compared, comparedFinding } from "./controlled-difference.ts";
import { shownClasses } from "./shown-classes.ts";
import { independentOf, type StudentGroup } from "./study-input.ts";
import { capital, signed, two } from "./words.ts";

/** Whether students relate classes as their teacher does: class by class, and example by example. */
export function relationSection(
  teacher: Logits,
  groups: readonly StudentGroup[],
  classNames: readonly string[] | undefined,
  seed: number,
): StudySection {
  const independent = independentOf(groups);
  const permuted = permutedWrong(teacher, seed);
  const ranks = (of: Logits, student: Logits): Float64Array => wrongClassRanks(of, student);
  const findings = groups
    .filter((group) => teacher.classes > 2 && group !== independent)
    .map(({ students, suffix, title }) => {
      const own = students.map(({ logits }) => ranks(teacher, logits));
      const beside = independent?.students.map(({ logits }) => ranks(teacher, logits));
      const placebo = students.map(({ logits }) => ranks(permuted, logits));
      const number = compared(
        { values: own, seeds: students.map((one) => one.seed) },
        independent && beside && { values: beside, seeds: independent.students.map((one) => one.seed) },
        placebo,
      );
      const is = `${capital(title)} rank${students.length === 1 ? "s" : ""} the wrong classes of an example as the teacher does with a correlation of ${two(number.own)}`;
      const sentence = Number.isNaN(number.value)
        ? `Nothing is there to compare: ${number.interval.reason ?? "there are too few wrong classes, or they are all alike"}.`
        : beside === undefined
          ? `${is}; with the teacher's wrong classes exchanged it is ${two(number.control.mean)}. Whether the teacher is the cause, only a student without it could tell.`
          : `${is}, ${independent?.title} with ${two(number.independent)}: a difference of ${signed(number.value)}.`;
      return comparedFinding(`relations.wrongClassRank${suffix}`, number, "higher", sentence);
    });
  return {
    id: "relations",
    title: "How classes relate, in teacher and students",
    text: "Mean logits of each class's examples, each row's mean taken off: which classes a network holds for near. Beside them the rank correlation between the teacher's and the student's logits of the wrong classes, example by example (temperature changes no rank), and where last layers are known between the teacher's wrong classes and the student's distances to its class templates.",
    findings: [...findings, ...geometryFindings(teacher, groups)],
    drawings: [
      similarity(teacher, teacher, "teacher", "The teacher", classNames),
      ...groups.flatMap(({ students, suffix, title }) => {
        const [first] = students;
        const which = students.length === 1 ? title : `${title}, the first of ${students.length}`;
        return first === undefined
          ? []
          : [similarity(first.logits, teacher, `students${suffix}`, capital(which), classNames)];
      }),
    ],
  };
}

/** `[n]` rank correlation of two networks' logits over the wrong classes; NaN where all are equal. */
function wrongClassRanks(a: Logits, b: Logits): Float64Array {
  const { classes } = a;
  return Float64Array.from(a.labels, (label, row) => {
    const wrong = ({ values }: Logits): readonly number[] =>
      Array.from(values.subarray(row * classes, (row + 1) * classes)).filter((_, k) => k !== label);
    return rankCorrelation(wrong(a), wrong(b));
  });
}

/** The teacher with the wrong classes of each class exchanged in one cycle, for all its examples. */
function permutedWrong(teacher: Logits, seed: number): Logits {
  const { classes, labels } = teacher;
  const cycles = Array.from({ length: classes }, (_, label) =>
    randomCycle(classes - 1, chanceOf({ seed, sample: `class ${label}`, purpose: "permuted relations", pass: 0 })),
  );
  const values = teacher.values.slice();
  for (const [row, label] of labels.entries()) {
    const at = (place: number): number => row * classes + (place < label ? place : place + 1);
    for (const [place, from] of cycles[label]!.entries()) values[at(place)] = teacher.values[at(from)]!;
  }
  return { ...teacher, values };
}

function similarity(
  of: Logits,
  shownBy: Logits,
  id: string,
  title: string,
  classNames: readonly string[] | undefined,
): HeatDrawing {
  const { places, names, note } = shownClasses(shownBy, classNames);
  const { scores } = classMeanLogits(of);
  const values = places.flatMap((row) => places.map((k) => scores[row * of.classes + k] ?? Number.NaN));
  // The true class would outshine what is looked for.
  const off = values.filter((_, k) => Math.floor(k / places.length) !== k % places.length);
  const most = off.reduce((largest, value) => (Number.isNaN(value) ? largest : Math.max(largest, Math.abs(value))), 0);
  return {
    kind: "heat",
    id: `relations.${id}`,
    title: `${title}: which classes are near`,
    caption: `Row: the true class; column: the mean logit of a class, the row's mean taken off; the diagonal is left empty.${note}`,
    rows: names,
    columns: names,
    values: values.map((value, k) => (Math.floor(k / places.length) === k % places.length ? Number.NaN : value)),
    label: "logit",
    low: -(most || 1),
    high: most || 1,
    middle: 0,
  };
}

function geometryFindings(teacher: Logits, groups: readonly StudentGroup[]): StudySection["findings"] {
  if (teacher.classes < 3) return [];
  const measured = groups.flatMap((group) => {
    const each = group.students.flatMap(({ geometry }) =>
      geometry === undefined ? [] : [templateGeometry(teacher, geometry.features, geometry.templates)],
    );
    const [first] = each;
    if (first === undefined) return [];
    const correlation = crossedInterval(
      each.map(({ perExample }) => perExample),
      "mean",
    );
    const together: TemplateGeometry = { ...first, correlation };
    return [{ group, together }];
  });
  const control = measured.find(({ group }) => group.role === "scratch")?.together;
  return measured
    .filter(({ together }) => together !== control)
    .map(({ group, together }) => {
      const finding = geometryFinding(together, control);
      return { ...finding, id: `${finding.id}${group.suffix}` };
    });
}
