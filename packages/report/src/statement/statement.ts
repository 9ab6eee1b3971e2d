// A distillation statement in memory: what was preserved, what was lost, what came along, what cannot be told.

import type { Claim, Interval, Role } from "@stillpoint/core";

/** The schema id of this version; a field may be added under it, never renamed. */
export const STATEMENT_SCHEMA = "stillpoint.statement/1";

/**
 * In the order of the page: `preserved` and `lost` of what the teacher can do, `came-along` and `stayed-behind` of what nobody
 * asked for, `why` the teacher's signal helps, `untold` what cannot be told, `described` numbers that claim nothing.
 */
export const STATEMENT_GROUPS = [
  "preserved",
  "lost",
  "came-along",
  "stayed-behind",
  "why",
  "untold",
  "described",
] as const;

export type StatementGroup = (typeof STATEMENT_GROUPS)[number];

/** What kind of run a line is from. */
export type StatementRunKind = "knowledge points" | "mechanism" | "transfer";

/** One run that a statement was made of. */
export interface StatementRun {
  /** As the caller names it, such as its path. */
  readonly name: string;
  readonly kind: StatementRunKind;
  readonly command?: string;
  readonly time?: string;
  readonly versions?: Readonly<Record<string, string>>;
  /** Of what its numbers are: samples, seeds, losses; of a report by subject. */
  readonly settings?: readonly { readonly name: string; readonly value: string }[];
  /** Of its results, without what is said of the run itself. */
  readonly digest: string;
}

/** The number a line rests on. */
export interface Evidence {
  readonly value: number;
  /** 95 %; NaN with a reason where there is none. */
  readonly interval: Interval;
  /** The same number between networks that lack what it is about: of several the one that reaches furthest. */
  readonly control: Interval;
  /** What that control is, such as `two networks from scratch`. */
  readonly controlName?: string;
  /** The value that says nothing; absent for a number that only describes. */
  readonly nothing?: number;
  /** Two-sided, adjusted within its run; absent where it was not tested. */
  readonly adjusted?: number;
}

/** What may be said of a number: `withheld` where nothing but the gates of its report keeps it from being told. */
export type StatedClaim = Claim | "withheld";

export interface StatementLine {
  readonly group: StatementGroup;
  /** What may be said of the number; absent for a line without one. */
  readonly claim?: StatedClaim;
  /** Where in its run: the task and layer, or the section. */
  readonly about: string;
  /** The id of the claim or finding there. */
  readonly id: string;
  readonly sentence: string;
  readonly evidence?: Evidence;
  /** Why it cannot be told. */
  readonly reason?: string;
  /** What would be needed to tell it. */
  readonly needed?: string;
  /** Place in `runs`; absent where no run was given that could tell. */
  readonly run?: number;
}

/** How often the networks of a role answer right, beside what is said of them. */
export interface StatedAccuracy {
  readonly role: Role;
  /** How they were taught, where that is known. */
  readonly method?: string;
  /** Of networks that a run has for each layer; absent where those of all layers answer alike. */
  readonly layer?: string;
  /** Which examples, such as `held-out`. */
  readonly set: string;
  /** Networks of that role. */
  readonly networks: number;
  /** The mean over them, 0..1. */
  readonly accuracy: number;
  readonly run: number;
}

/** All that is said of one subject: lines of different subjects are never mixed. */
export interface StatedSubject {
  /** Data and task, such as `image/emoji-vgg`. */
  readonly name: string;
  /** For people, where a run knows one. */
  readonly title?: string;
  readonly accuracies: readonly StatedAccuracy[];
  /** Group by group. */
  readonly lines: readonly StatementLine[];
}

export interface Statement {
  readonly schema: typeof STATEMENT_SCHEMA;
  readonly runs: readonly StatementRun[];
  readonly subjects: readonly StatedSubject[];
}
