// What long work tells while it goes on: one phase after another, each with a known amount of work.

import type { GlobalStatement, Hypothesis, TaskResult } from "@stillpoint/core";

/** Shown by a terminal or a page; nothing depends on anybody listening. */
export type ExperimentEvent =
  /** A phase of `total` pieces begins; `skipped` of them were there already. */
  | { readonly kind: "phase"; readonly name: string; readonly total: number; readonly skipped: number }
  /** `done` pieces of the phase are finished, those skipped among them, fractions included. */
  | { readonly kind: "progress"; readonly done: number; readonly total: number }
  | { readonly kind: "phase-done" }
  /** A finished job is in the store under this name. */
  | { readonly kind: "job"; readonly name: string }
  | { readonly kind: "note"; readonly text: string }
  /** A report was written; `complete` when nothing is missing in it. */
  | {
      readonly kind: "report";
      readonly page: string;
      readonly complete: boolean;
      /** Of tasks that this report has and no earlier one of the run had. */
      readonly results: readonly TaskResult[];
      /** Of all tasks in this report that are no controls: what its verdicts are adjusted for. */
      readonly claims: readonly Hypothesis[];
      /** Whether the two networks differ at all, over what this report holds; absent where nothing can be said. */
      readonly global?: GlobalStatement;
    };

/** Takes events as they come. */
export type OnEvent = (event: ExperimentEvent) => void;
