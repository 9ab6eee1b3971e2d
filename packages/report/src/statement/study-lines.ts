// Lines of a statement from a study: every finding by its topic and by what may be said of it.

import {
  type Finding,
  type FindingTopic,
  LEAST_SEEDS,
  type StudiedNetwork,
  type Study,
  type ToldFinding,
  toldFindings,
} from "@stillpoint/core";
import { neededBeyond } from "./beyond-control.ts";
import type { StatedAccuracy, StatementGroup, StatementLine } from "./statement.ts";

/** Where a claim goes, and where its opposite. */
const GROUPS: Readonly<Record<FindingTopic, readonly [there: StatementGroup, opposite: StatementGroup]>> = {
  kept: ["preserved", "lost"],
  "came-along": ["came-along", "stayed-behind"],
  teacher: ["why", "why"],
  cause: ["why", "why"],
};

/** What an open question needs where its reason does not say it. */
function neededFor(claim: ToldFinding["claim"], { value, nothing = 0, interval, control, seeds }: Finding): string {
  if (seeds !== undefined && seeds < LEAST_SEEDS) return `at least ${LEAST_SEEDS} seeds of both networks`;
  const { mean, low, high } = control;
  const beyond = neededBeyond(
    value - nothing,
    { mean: mean - nothing, low: low - nothing, high: high - nothing },
    claim === "control",
  );
  if (claim === "control") return beyond;
  if (claim === "uncontrolled")
    return `a control: ${control.reason ?? "the same number between networks that lack the effect"}`;
  return Number.isNaN(interval.low) && interval.reason !== undefined ? interval.reason : beyond;
}

/** One finding; `run` is the run's place. */
export function findingLine(own: ToldFinding, about: string, run: number): StatementLine {
  const { finding, adjusted, claim, reason } = own;
  const { id, topic, sentence, value, interval, control, nothing, p } = finding;
  const [there, opposite] = GROUPS[topic];
  const group =
    claim === "there" ? there : claim === "opposite" ? opposite : claim === "described" ? "described" : "untold";
  return {
    group,
    claim,
    about,
    id,
    sentence,
    evidence: {
      value,
      interval,
      control,
      ...(nothing === undefined ? {} : { nothing }),
      ...(p === undefined || Number.isNaN(adjusted) ? {} : { adjusted }),
    },
    ...(group === "untold" ? { ...(reason === undefined ? {} : { reason }), needed: neededFor(claim, finding) } : {}),
    run,
  };
}

/** Every finding of a study, adjusted over all of it as its own page does, and what it could not ask. */
export function studyLines({ sections, unsaid, kind }: Study, run: number): StatementLine[] {
  const told = toldFindings(sections.flatMap(({ findings }) => findings));
  const titles = sections.flatMap(({ title, findings }) => findings.map(() => title));
  return [
    ...told.map((own, at) => findingLine(own, titles[at] ?? kind, run)),
    ...unsaid.map(
      ({ id, reason }): StatementLine => ({
        group: "untold",
        about: kind,
        id,
        sentence: reason.charAt(0).toUpperCase() + reason.slice(1),
        run,
      }),
    ),
  ];
}

/** Mean accuracy of each role and method that has one. */
export function studyAccuracies({ networks }: Study, run: number): StatedAccuracy[] {
  const groups = new Map<string, StudiedNetwork[]>();
  for (const one of networks) {
    if (Number.isNaN(one.accuracy)) continue;
    const key = `${one.role}\n${one.method ?? ""}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const accuracy = own.reduce((sum, one) => sum + one.accuracy, 0) / own.length;
    const { role, method } = first;
    return [
      {
        role,
        ...(method === undefined ? {} : { method }),
        set: "those it asks about",
        networks: own.length,
        accuracy,
        run,
      },
    ];
  });
}
