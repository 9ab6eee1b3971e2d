// What a study of mechanism is made of: one teacher, students by role, the loss they were taught with.

import type { Role } from "@stillpoint/core";
import type { Logits } from "../logits.ts";
import type { LossWeights } from "../loss.ts";
import type { NumberTable } from "../number-table.ts";

export interface StudiedStudent {
  readonly logits: Logits;
  /** `distilled` for the teacher's own students, `scratch` for independent ones, and the other controls. */
  readonly role: Role;
  readonly seed?: number;
  /** Such as "KD-pt"; students of one role and method are seeds of one another. */
  readonly method?: string;
  /** Penultimate features `[n, d]` and class templates `[K, d]` of the last layer. */
  readonly geometry?: { readonly features: NumberTable; readonly templates: NumberTable };
}

export interface MechanismInput {
  readonly subject: string;
  readonly teacher: Logits;
  readonly students: readonly StudiedStudent[];
  /** T of the loss; without it the one that the teacher's health recommends, or 1. */
  readonly temperature?: number;
  readonly weights: LossWeights;
  /** Of the sweep. */
  readonly temperatures?: readonly number[];
  readonly classNames?: readonly string[];
  /** Of the placebo targets. */
  readonly seed: number;
  /** What was noticed on the way in, told as it is. */
  readonly notes?: readonly string[];
}

/** Students of one role and method. */
export interface StudentGroup {
  readonly role: Role;
  readonly method?: string;
  /** "" for distilled students without a method, otherwise what makes ids of findings unique. */
  readonly suffix: string;
  /** In a sentence: "the distilled students", "the student from scratch". */
  readonly title: string;
  readonly students: readonly StudiedStudent[];
}

export function groupsOf(students: readonly StudiedStudent[]): readonly StudentGroup[] {
  const groups = new Map<string, StudiedStudent[]>();
  for (const student of students) {
    const key = `${student.role}\n${student.method ?? ""}`;
    groups.set(key, [...(groups.get(key) ?? []), student]);
  }
  return [...groups.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const { role, method } = first;
    const parts = [...(role === "distilled" ? [] : [role]), ...(method === undefined ? [] : [method])];
    const kind = `${role} student${own.length === 1 ? "" : "s"}`;
    return [
      {
        role,
        ...(method === undefined ? {} : { method }),
        suffix: parts.map((part) => `.${part}`).join(""),
        title: method === undefined ? `the ${kind}` : `the ${kind} taught by ${method}`,
        students: own,
      },
    ];
  });
}

/** The independent students, which had no teacher; undefined where there are none. */
export function independentOf(groups: readonly StudentGroup[]): StudentGroup | undefined {
  return groups.find(({ role }) => role === "scratch");
}
