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

/** `The sign of the difference is the paper's in 20 of 24; verdicts: 12 supported, 3 contradicted, 9 inconclusive.` */
export function agreementSentence({ agree, of, verdicts }: Agreement): string {
  return `The sign of the difference agrees with the paper in <b>${agree} of ${of}</b>; verdicts: ${verdictCount(verdicts) || "none"}.`;
}
