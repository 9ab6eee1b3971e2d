// Students of several roles and seeds, opened one after another.

import type { Role } from "@stillpoint/core";
import type { Probe } from "../probe/probe.ts";
import type { StudentValues } from "./student-values.ts";

export interface Student {
  readonly role: Role;
  readonly seed: number;
  /** Opens it; whoever asked closes it. */
  open(): Promise<Probe>;
}

/**
 * Numbers of every student, by name: `measure` gives `[samples]` for each name, the same names of each student. Students are
 * open one at a time. A role without a student of some seed has NaN there.
 */
export async function measureStudents(
  students: readonly Student[],
  measure: (probe: Probe, student: Student) => Promise<Readonly<Record<string, Float64Array>>>,
): Promise<ReadonlyMap<string, StudentValues>> {
  const seeds = [...new Set(students.map(({ seed }) => seed))].sort((a, b) => a - b);
  const found = new Map<string, Map<Role, Map<number, Float64Array>>>();
  for (const student of students) {
    const probe = await student.open();
    try {
      for (const [name, values] of Object.entries(await measure(probe, student))) {
        const roles = found.get(name) ?? new Map<Role, Map<number, Float64Array>>();
        const own = roles.get(student.role) ?? new Map<number, Float64Array>();
        found.set(name, roles.set(student.role, own.set(student.seed, values)));
      }
    } finally {
      await probe.close();
    }
  }
  return new Map(Array.from(found, ([name, roles]) => [name, aligned(roles, seeds)] as const));
}

function aligned(roles: ReadonlyMap<Role, ReadonlyMap<number, Float64Array>>, seeds: readonly number[]): StudentValues {
  return Object.fromEntries(
    Array.from(roles, ([role, own]) => {
      const length = [...own.values()][0]?.length ?? 0;
      return [role, seeds.map((seed) => own.get(seed) ?? new Float64Array(length).fill(Number.NaN))] as const;
    }),
  );
}
