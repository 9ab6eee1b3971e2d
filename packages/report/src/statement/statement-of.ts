// Runs -> statement: a pure function of their results.

import { ensure, StillpointError } from "@stillpoint/core";
import { missingKinds, missingRoles } from "./missing-lines.ts";
import { subjectOf, trials } from "./place.ts";
import { reportAccuracies } from "./report-accuracies.ts";
import { reportLines } from "./report-lines.ts";
import { type RunSource, resultsDigest } from "./run-source.ts";
import {
  STATEMENT_GROUPS,
  STATEMENT_SCHEMA,
  type StatedAccuracy,
  type StatedSubject,
  type Statement,
  type StatementLine,
  type StatementRun,
  type StatementRunKind,
} from "./statement.ts";
import { studyAccuracies, studyLines } from "./study-lines.ts";

export interface StatementOptions {
  /** All runs are of one subject, called so. Without it every run says itself what it is of. */
  readonly subject?: string;
}

/** One run's part of one subject. */
interface Share {
  readonly subject: string;
  readonly title?: string;
  readonly kind: StatementRunKind;
  readonly lines: readonly StatementLine[];
  readonly accuracies: readonly StatedAccuracy[];
}

/**
 * The statement of some runs, each taken at its own word: verdicts as a report tells them, findings adjusted over their own
 * study. Only what lies beyond its control is preserved, lost, come along or a cause; all else cannot be told. Lines of
 * different subjects (the family of a report's tasks, `subject` of a study) are never mixed.
 *
 * @throws StillpointError USAGE without a run, for the same results twice, and for `subject` where a run has several;
 * INPUT for a report without a task.
 */
export function statementOf(sources: readonly RunSource[], { subject }: StatementOptions = {}): Statement {
  ensure(sources.length > 0, "USAGE", () => "statement: expected a run; got none; name the folders of finished runs");
  const runs = sources.map(runOf);
  refuseTwice(runs);
  const shares = sources.flatMap((source, at) => renamed(sharesOf(source, at), source.name, subject));
  const names = [...new Set(shares.map((share) => share.subject))];
  return {
    schema: STATEMENT_SCHEMA,
    runs,
    subjects: names.map((name) =>
      subjectFrom(
        name,
        shares.filter((share) => share.subject === name),
      ),
    ),
  };
}

function refuseTwice(runs: readonly StatementRun[]): void {
  for (const [at, { digest, name }] of runs.entries()) {
    const before = runs.slice(0, at).find((one) => one.digest === digest);
    if (before === undefined) continue;
    throw new StillpointError(
      "USAGE",
      `run ${name}: expected another run; got the results of ${before.name} once more; leave one of the two out`,
    );
  }
}

function renamed(shares: readonly Share[], run: string, subject: string | undefined): readonly Share[] {
  if (subject === undefined) return shares;
  const names = new Set(shares.map((share) => share.subject));
  ensure(
    names.size === 1,
    "USAGE",
    () =>
      `subject ${subject}: expected runs of one subject; got ${run} with ${[...names].join(", ")}; leave the subject out, and each is told apart`,
  );
  return shares.map((share) => ({ ...share, subject }));
}

function runOf(source: RunSource): StatementRun {
  const run = "report" in source ? source.report.run : source.findings.run;
  const { command, versions } = run ?? {};
  const time = "report" in source ? undefined : source.findings.run.time;
  return {
    name: source.name,
    kind: "report" in source ? "knowledge points" : source.findings.study.kind,
    ...(command === undefined ? {} : { command }),
    ...(time === undefined ? {} : { time }),
    ...(versions === undefined ? {} : { versions }),
    settings: settingsOf(source),
    digest: resultsDigest(source),
  };
}

function settingsOf(source: RunSource): NonNullable<StatementRun["settings"]> {
  if ("findings" in source) return source.findings.study.settings;
  const { report } = source;
  const tasks = trials(report);
  const seeds = `${report.seeds.length === 1 ? "seed" : "seeds"} ${report.seeds.join(", ")}`;
  return [...new Set(tasks.map(subjectOf))].map((name) => {
    const own = tasks.filter((task) => subjectOf(task) === name);
    const samples = [...new Set(own.map((task) => task.samples))].join(" or ");
    const b = [...new Set(own.map((task) => task.engine.threshold))].join(" or ");
    return { name, value: `${samples} samples, ${seeds}, b = ${b} nats` };
  });
}

function sharesOf(source: RunSource, run: number): readonly Share[] {
  if ("findings" in source) {
    const { study } = source.findings;
    const { kind, subject } = study;
    return [{ subject, kind, lines: studyLines(study, run), accuracies: studyAccuracies(study, run) }];
  }
  const { report, name } = source;
  const lines = reportLines(report, run);
  if (lines.size === 0) {
    throw new StillpointError(
      "INPUT",
      `run ${name}: expected a report with a measured task; got one without; let the run go on first`,
    );
  }
  return [...lines].map(([subject, own]) => {
    const title = report.names?.[subject];
    return {
      subject,
      ...(title === undefined ? {} : { title }),
      kind: "knowledge points",
      lines: [...own, ...missingRoles(report, subject, run)],
      accuracies: reportAccuracies(report, subject, run),
    };
  });
}

function subjectFrom(name: string, shares: readonly Share[]): StatedSubject {
  const title = shares.find((share) => share.title !== undefined)?.title;
  const lines = [...shares.flatMap((share) => share.lines), ...missingKinds(new Set(shares.map(({ kind }) => kind)))];
  return {
    name,
    ...(title === undefined ? {} : { title }),
    accuracies: shares.flatMap(({ accuracies }) => accuracies),
    lines: STATEMENT_GROUPS.flatMap((group) => lines.filter((line) => line.group === group)),
  };
}
