// What no run could tell: roles that were not there, kinds of runs that were not given, runs that are not finished.

import type { Role } from "@stillpoint/core";
import type { Report } from "../report.ts";
import { subjectOf, trials } from "./place.ts";
import type { StatementLine, StatementRunKind } from "./statement.ts";

/** What a network of each role would tell. */
const ROLES_ASKED: readonly { readonly role: Role; readonly sentence: string; readonly needed: string }[] = [
  {
    role: "teacher",
    sentence: "Whether the student keeps what its own teacher keeps was not measured: there is no teacher.",
    needed: "the teacher, measured beside its student",
  },
  {
    role: "self-distilled",
    sentence: "How much is the teacher’s knowledge and how much the loss itself cannot be told.",
    needed:
      "a self-distilled student: same method and seeds, from a teacher that saw only what the network from scratch saw",
  },
  {
    role: "placebo",
    sentence: "Whether a teacher that knows nothing would do as well cannot be told.",
    needed: "a placebo: a student of an untrained teacher",
  },
  {
    role: "null",
    sentence: "What two networks differ in by chance alone cannot be told.",
    needed: "a second network from scratch",
  },
];

const KINDS_ASKED: Readonly<Record<StatementRunKind, { readonly sentence: string; readonly needed: string }>> = {
  "knowledge points": {
    sentence: "Which parts of an input the student keeps was not asked.",
    needed: "knowledge points of these networks: stillpoint analyze or stillpoint bench",
  },
  mechanism: {
    sentence: "Why the teacher’s signal helps was not asked.",
    needed: "a run of stillpoint mechanism on the same subject",
  },
  transfer: {
    sentence: "What else of the teacher came along was not asked.",
    needed:
      "a run of stillpoint transfer with a config of the same networks; without one it asks about its own of emoji",
  },
};

/** Roles that a subject's tasks lack, and whether the run was finished. */
export function missingRoles(report: Report, subject: string, run: number): StatementLine[] {
  const tasks = trials(report).filter((task) => subjectOf(task) === subject);
  const roles = new Set(tasks.flatMap(({ networks }) => Object.keys(networks)));
  const lines = ROLES_ASKED.filter(({ role }) => !roles.has(role)).map(
    ({ role, sentence, needed }): StatementLine => ({
      group: "untold",
      about: "networks",
      id: `role.${role}`,
      sentence,
      reason: `no ${role} network was measured`,
      needed,
      run,
    }),
  );
  const partial = report.run?.partial;
  if (partial === undefined) return lines;
  return [
    {
      group: "untold",
      about: "run",
      id: "run.unfinished",
      sentence: `The run is not finished: ${partial.done} of ${partial.total} jobs were measured, and its lines speak of these.`,
      reason: "the run is not finished",
      needed: "the rest of it: the same command with --resume",
      run,
    },
    ...lines,
  ];
}

/** Kinds of runs that were not given for a subject. */
export function missingKinds(given: ReadonlySet<StatementRunKind>): StatementLine[] {
  return (["knowledge points", "mechanism", "transfer"] as const)
    .filter((kind) => !given.has(kind))
    .map((kind) => ({ group: "untold", about: kind, id: `run.${kind.replace(" ", "-")}`, ...KINDS_ASKED[kind] }));
}
