// Which networks a study of transfer trains, and what each of them is taught.

import type { Role } from "@stillpoint/core";

/** By whom a network is taught, if not by labels alone: the committed teacher, an untrained one, or one trained here. */
export type TaughtBy = "teacher" | "untrained" | { readonly folder: string };

export interface Lesson {
  /** For people, unique within a run. */
  readonly name: string;
  /** Below the study's own folder. */
  readonly folder: string;
  readonly role: Role;
  readonly method?: "KL" | "Hint" | "CRD";
  readonly seed: number;
  /** Names initial weights and order of batches; students of one seed share them but for `null`. */
  readonly trainingSeed: number;
  readonly taughtBy?: TaughtBy;
  /** What it is trained on: the students' pictures, or those of teachers with colour jitter or without. */
  readonly pictures: "students" | "jittered" | "plain";
}

/** Training seeds of one run lie this far from those of a run under another `--seed`. */
const SEED_STRIDE = 10_000;
const NULL_SEED = 1000;
export const PLACEBO_SEED = 2000;
const TEACHER_SEED = 4000;

/** Teachers that differ in colour jitter alone. */
export const TEACHERS = ["jittered", "plain"] as const;

/** Networks that others learn from stand before them; then seed by seed, so that an interrupted run completes some seeds. */
export function lessonsOf(seeds: number, seed: number): readonly Lesson[] {
  const first = SEED_STRIDE * seed;
  const teachers = TEACHERS.map((pictures): Lesson => {
    return {
      ...{ name: `teacher, ${pictures}`, folder: `teacher-${pictures}`, role: "teacher", pictures },
      ...{ seed: 0, trainingSeed: first + TEACHER_SEED },
    };
  });
  const all = Array.from({ length: seeds }, (_, own) => studentsOf(own, first + own));
  return [...teachers, ...all.flatMap(([second]) => second ?? []), ...all.flatMap(([, ...rest]) => rest)];
}

/** The second student from labels comes first: it teaches the self-distilled one. */
function studentsOf(seed: number, trainingSeed: number): readonly Lesson[] {
  const of = (folder: string, own: Pick<Lesson, "role"> & Partial<Lesson>): Lesson => ({
    ...{
      name: `${own.role}${own.method === undefined || own.role !== "distilled" ? "" : ` by ${own.method}`}, seed ${seed}`,
    },
    ...{ folder: `seed-${seed}/${folder}`, seed, trainingSeed, pictures: "students" },
    ...own,
  });
  const second = of("null", { role: "null", trainingSeed: trainingSeed + NULL_SEED });
  return [
    second,
    of("scratch", { role: "scratch" }),
    of("kl", { role: "distilled", method: "KL", taughtBy: "teacher" }),
    of("hint", { role: "distilled", method: "Hint", taughtBy: "teacher" }),
    of("crd", { role: "distilled", method: "CRD", taughtBy: "teacher" }),
    of("placebo", { role: "placebo", method: "KL", taughtBy: "untrained" }),
    of("self-distilled", { role: "self-distilled", method: "KL", taughtBy: second }),
    ...TEACHERS.map((pictures) =>
      of(`of-${pictures}`, {
        ...{ name: `distilled from ${pictures}, seed ${seed}`, role: "distilled", method: "KL" },
        taughtBy: { folder: `teacher-${pictures}` },
      }),
    ),
  ];
}
