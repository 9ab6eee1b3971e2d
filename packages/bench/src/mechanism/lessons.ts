// What each student is taught, and which of them a teacher of K classes has.

import type { Role } from "@stillpoint/core";
import {
  kd,
  kdPt,
  kdPtSim,
  kdSim,
  kdTopK,
  labelSmoothing,
  permutedRelations,
  type SoftTargets,
  shuffledWithinClass,
} from "@stillpoint/mechanism";
import type { MechanismMatter } from "./matter.ts";
import { SMOOTHING, TEMPERATURE } from "./preset.ts";

export const LESSONS = [
  "labels",
  "labels again",
  "label smoothing",
  "KD",
  "KD-pt",
  "KD-sim",
  "KD-pt+sim",
  "KD-topk",
  "permuted relations",
  "shuffled within class",
] as const;

export type Lesson = (typeof LESSONS)[number];

const ROLES: Readonly<Record<Lesson, Role>> = {
  labels: "scratch",
  "labels again": "null",
  "label smoothing": "scratch",
  KD: "distilled",
  "KD-pt": "distilled",
  "KD-sim": "distilled",
  "KD-pt+sim": "distilled",
  "KD-topk": "distilled",
  "permuted relations": "placebo",
  "shuffled within class": "placebo",
};

/** Those that mean something of their own where there is one wrong class: no relations, and KD-pt is KD. */
const OF_TWO_CLASSES: readonly Lesson[] = ["labels", "labels again", "label smoothing", "KD", "shuffled within class"];

export function roleOf(lesson: Lesson): Role {
  return ROLES[lesson];
}

/** Lessons that a task of this many classes has. */
export function lessonsOf(classes: number): readonly Lesson[] {
  return classes > 2 ? LESSONS : OF_TWO_CLASSES;
}

/** k of KD-topk: a third of the classes, at least two. */
export function keptOf(classes: number): number {
  return Math.max(2, Math.round(classes / 3));
}

/** The targets of a lesson on all training compositions; undefined for labels alone. `seed` is the placebos'. */
export function targetsOf(
  lesson: Lesson,
  { answers: { training }, relations }: Pick<MechanismMatter, "answers" | "relations">,
  seed: number,
): SoftTargets | undefined {
  const related = { relations: relations.of, relationTemperature: relations.temperature };
  switch (lesson) {
    case "labels":
    case "labels again":
      return undefined;
    case "label smoothing":
      return labelSmoothing(training, { smoothing: SMOOTHING });
    case "KD":
      return kd(training, { temperature: TEMPERATURE });
    case "KD-pt":
      return kdPt(training, { temperature: TEMPERATURE });
    case "KD-sim":
      return kdSim(training, { temperature: 1, ...related });
    case "KD-pt+sim":
      return kdPtSim(training, { temperature: TEMPERATURE, ...related });
    case "KD-topk":
      return kdTopK(training, { temperature: TEMPERATURE, k: keptOf(training.classes) });
    case "permuted relations":
      return permutedRelations(training, { temperature: TEMPERATURE, seed });
    case "shuffled within class":
      return shuffledWithinClass(training, { temperature: TEMPERATURE, seed });
  }
}
