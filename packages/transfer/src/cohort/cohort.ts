// The networks of a study, whatever is known of each of them.

import { ensure, type Role } from "@stillpoint/core";

/** What is known of one network: its logits, its features, or what each example adds to a number of it. */
export interface Member<T> {
  readonly role: Role;
  /** Of its training. Members of one seed are compared with each other; a teacher without one is the teacher of all. */
  readonly seed?: number;
  /** Taught by another teacher than the one studied: a control, never the student that is asked about. */
  readonly foreign?: true;
  readonly value: T;
}

export type Cohort<T> = readonly Member<T>[];

/** What a student is compared as: its role, or `foreign` where another teacher taught it. */
export type Arm = Exclude<Role, "teacher"> | "foreign";

/** The student that is asked about, and the one that it is held against. */
export const TREATED = "distilled";
export const REFERENCE = "scratch";

/** In the order of drawings. */
export const ARMS: readonly Arm[] = [
  REFERENCE,
  TREATED,
  "self-distilled",
  "placebo",
  "null",
  "null-order",
  "more-data",
  "foreign",
];

/** Students without this teacher's knowledge; what a self-distilled one has too is the loss itself. */
export const CONTROLS: readonly Arm[] = ["null", "null-order", "placebo", "self-distilled", "foreign"];

/** Undefined for a teacher. */
export function armOf({ role, foreign }: Pick<Member<unknown>, "role" | "foreign">): Arm | undefined {
  if (role === "teacher") return undefined;
  return foreign === true ? "foreign" : role;
}

/** Every kind of network, the teacher first, in the order of drawings. */
export const KINDS: readonly (Arm | "teacher")[] = ["teacher", ...ARMS];

export function kindOf(member: Pick<Member<unknown>, "role" | "foreign">): Arm | "teacher" {
  return armOf(member) ?? "teacher";
}

/**
 * The cohort as it is, checked.
 *
 * @throws StillpointError INPUT for a student without a seed, two networks of one role and seed, a foreign teacher, or a
 * teacher of all seeds beside one of a seed.
 */
export function checkedCohort<T>(cohort: Cohort<T>): Cohort<T> {
  const seen = new Set<string>();
  for (const { role, seed, foreign } of cohort) {
    const name = `${foreign === true ? "foreign " : ""}${role}${seed === undefined ? "" : ` of seed ${seed}`}`;
    ensure(
      role === "teacher" || seed !== undefined,
      "INPUT",
      () => `${name}: expected a seed; got none; students of one seed are compared with each other`,
    );
    ensure(
      !(role === "teacher" && foreign === true),
      "INPUT",
      () => `${name}: expected a student; got a teacher; give only the teacher studied, and mark students of others`,
    );
    ensure(!seen.has(name), "INPUT", () => `${name}: expected one network; got two; give each another seed`);
    seen.add(name);
  }
  ensure(
    !seen.has("teacher") || cohort.filter(({ role }) => role === "teacher").length === 1,
    "INPUT",
    () => "teachers: expected one of all seeds or one of each; got both; give the one without a seed its own",
  );
  return cohort;
}

/** The teacher of a seed. */
export function teacherOf<T>(cohort: Cohort<T>, seed: number | undefined): T | undefined {
  return cohort.find((member) => member.role === "teacher" && (member.seed === undefined || member.seed === seed))
    ?.value;
}

/** Every network with another value. */
export function mapCohort<T, U>(cohort: Cohort<T>, change: (value: T, member: Member<T>) => U): Cohort<U> {
  return cohort.map((member) => ({ ...member, value: change(member.value, member) }));
}

/** Every student with a number of it beside its teacher; students whose teacher is not there are left out. */
export function besideTeacher<T, U>(cohort: Cohort<T>, change: (student: T, teacher: T) => U): Cohort<U> {
  return cohort.flatMap((member) => {
    const teacher = teacherOf(cohort, member.seed);
    if (member.role === "teacher" || teacher === undefined) return [];
    return [{ ...member, value: change(member.value, teacher) }];
  });
}

/** The networks of two arms at every seed that has both, in the order of the first. */
export function pairsOf<T>(
  cohort: Cohort<T>,
  treated: Arm,
  reference: Arm,
): readonly { readonly seed: number | undefined; readonly treated: T; readonly reference: T }[] {
  return cohort
    .filter((member) => armOf(member) === treated)
    .flatMap(({ seed, value }) => {
      const other = cohort.find((member) => armOf(member) === reference && member.seed === seed);
      return other === undefined ? [] : [{ seed, treated: value, reference: other.value }];
    });
}
