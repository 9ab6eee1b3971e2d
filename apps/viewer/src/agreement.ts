// How often the data agree with the paper, counted over tasks.

import type { Verdict } from "@stillpoint/core";
import { verdictCount } from "./verdict.ts";
import type { TaskView } from "./view.ts";

type Hypothesis = TaskView["hypotheses"][number];

/** Whether the mean difference has the sign that the paper reports; undefined where there is no difference. */
export function signAgrees({ difference, expected, signAgrees: given }: Hypothesis): boolean | undefined {
  if (given !== undefined) return given;
  if (difference.mean === null) return undefined;
  return expected === "distilled > scratch" ? difference.mean > 0 : difference.mean < 0;
}

export interface Agreement {
  /** Differences with the paper's sign. */
  readonly agree: number;
  /** Differences that exist. */
  readonly of: number;
  readonly verdicts: readonly Verdict[];
}

/** Signs and verdicts of some hypotheses together. */
export function agreementOf(hypotheses: readonly Hypothesis[]): Agreement {
  const signs = hypotheses.map(signAgrees).filter((sign) => sign !== undefined);
  return {
    agree: signs.filter(Boolean).length,
    of: signs.length,
    verdicts: hypotheses.map(({ verdict }) => verdict),
  };
}

/** Tasks that are nobody's control: those that the paper speaks about. */
export function countedTasks(
  tasks: readonly TaskView[],
  controls: Readonly<Record<string, string>> = {},
): readonly TaskView[] {
  const ids = new Set(Object.values(controls));
  return tasks.filter(({ id }) => !ids.has(id));
}

/** The same count where nothing is to be found, to hold the first against. */
export interface AgreementBeside {
  /** Of two networks from scratch. */
  readonly chance?: Pick<Agreement, "agree" | "of">;
  /** Of the tasks without the effect. */
  readonly control?: Pick<Agreement, "agree" | "of">;
}

/** How often two networks from scratch, and the controls, have the paper's sign. */
export function besideAgreement(tasks: readonly TaskView[], controls: readonly TaskView[]): AgreementBeside {
  const chance = tasks
    .flatMap(({ hypotheses }) => hypotheses)
    .flatMap(({ expected, nullDifference }) => {
      const mean = nullDifference?.mean;
      return mean === null || mean === undefined ? [] : [expected === "distilled > scratch" ? mean > 0 : mean < 0];
    });
  const control = agreementOf(controls.flatMap(({ hypotheses }) => hypotheses));
  return {
    ...(chance.length > 0 ? { chance: { agree: chance.filter(Boolean).length, of: chance.length } } : {}),
    ...(control.of > 0 ? { control } : {}),
  };
}

/**
 * `The sign of the difference is the paper's in 20 of 24, that of two networks from scratch in 13 of 24; verdicts: ...`
 * A share of signs says nothing by itself: without anything to hold it against it is left out.
 */
export function agreementSentence(
  { agree, of, verdicts }: Agreement,
  { chance, control }: AgreementBeside = {},
): string {
  const said = `${verdictCount(verdicts) || "none"}.`;
  const beside = [
    ...(chance ? [`that of two networks from scratch in <b>${chance.agree} of ${chance.of}</b>`] : []),
    ...(control ? [`the controls’ in <b>${control.agree} of ${control.of}</b>`] : []),
  ];
  if (beside.length === 0) return `Verdicts: ${said}`;
  return `The sign of the difference agrees with the paper in <b>${agree} of ${of}</b>, ${beside.join(", ")}. Verdicts: ${said}`;
}
