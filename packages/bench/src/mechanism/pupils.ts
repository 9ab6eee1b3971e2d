// What the students of one benchmark answer to held-out items, lesson by lesson, and how two lessons differ.

import { argmax, type CrossedDifference, crossedDifference, mean } from "@stillpoint/core";
import type { NumberTable } from "@stillpoint/mechanism";
import type { Runtime } from "@stillpoint/onnx";
import { lastLayerOf } from "./last-layer.ts";
import type { Lesson } from "./lessons.ts";
import { answersOf, featuresOf, type MechanismMatter } from "./matter.ts";
import { finalNetwork, type Student } from "./students.ts";

/** A student at its end. n held-out items, d features, K classes. */
export interface Pupil {
  readonly student: Student;
  /** `[n]` 1 where it answers the label. */
  readonly right: Float64Array;
  readonly accuracy: number;
  /** `[n, d]` and `[K, d]` of its last layer. */
  readonly features: NumberTable;
  readonly templates: NumberTable;
}

/** By lesson, in the order of seeds. */
export type Pupils = ReadonlyMap<Lesson, readonly Pupil[]>;

/** Asks all students. */
export async function askedPupils(
  students: readonly Student[],
  { classes }: Pick<MechanismMatter, "classes">,
  runtime: Runtime,
): Promise<Pupils> {
  const pupils = new Map<Lesson, Pupil[]>();
  for (const student of students) {
    const network = finalNetwork(student);
    const last = lastLayerOf(network)!;
    const { values, classes: count, labels } = await answersOf("student", network, classes.heldOut, runtime);
    const right = Float64Array.from(labels, (label, row) =>
      argmax(values.subarray(row * count, (row + 1) * count)) === label ? 1 : 0,
    );
    const features = await featuresOf(network, last.features, classes.heldOut, runtime);
    const own = pupils.get(student.spec.lesson) ?? [];
    own.push({ student, right, accuracy: mean(right), features, templates: last.templates });
    pupils.set(student.spec.lesson, own);
  }
  return pupils;
}

/** Share of right answers of `a` less that of `b`, over seeds crossed with held-out items. */
export function accuracyDifference(pupils: Pupils, a: Lesson, b: Lesson): CrossedDifference {
  return crossedDifference(rightOf(pupils, a), rightOf(pupils, b), "mean");
}

function rightOf(pupils: Pupils, lesson: Lesson): readonly Float64Array[] {
  return (pupils.get(lesson) ?? []).map(({ right }) => right);
}
