// What a report says of a number beside its difference: other pairs of roles, the teacher's share, the control.

import type { IntervalView, ReportView, TaskView } from "./view.ts";

/** Which number is meant: the one of a hypothesis, or a metric, of a part where it is one's. */
export type NamedNumber = { readonly claim: string } | { readonly metric: string; readonly part?: string };

export type ContrastView = NonNullable<TaskView["contrasts"]>[number];
export type DecompositionView = NonNullable<TaskView["decomposition"]>[number];

interface Headed {
  readonly metric: string;
  readonly part?: string | undefined;
  readonly statistic: string;
  readonly claim?: string | undefined;
}

function isOf(number: NamedNumber, { metric, part, statistic, claim }: Headed): boolean {
  if ("claim" in number) return claim === number.claim;
  return metric === number.metric && part === number.part && statistic === "mean";
}

/** A number between two roles. */
export function contrastOf(
  { contrasts = [] }: TaskView,
  number: NamedNumber,
  treated: string,
  reference: string,
): ContrastView | undefined {
  return contrasts.find((one) => isOf(number, one) && one.treated === treated && one.reference === reference);
}

/** The number as the sum of the teacher's knowledge and of the loss; undefined without a self-distilled network. */
export function decompositionOf({ decomposition = [] }: TaskView, number: NamedNumber): DecompositionView | undefined {
  return decomposition.find((one) => isOf(number, one));
}

/** The number of the trial minus that of its control; undefined without a control. */
export function besideControl(
  { differenceInDifferences = {} }: ReportView,
  { id }: TaskView,
  number: NamedNumber,
): IntervalView | undefined {
  const own = Object.hasOwn(differenceInDifferences, id) ? differenceInDifferences[id] : undefined;
  return own?.find((one) => isOf(number, one) && one.treated === "distilled" && one.reference === "scratch")
    ?.difference;
}

/** `1` above 0, `-1` below, `0` where an interval holds 0 or there is none, undefined where there is no number. */
export function wayOf({ mean, low, high }: IntervalView): 1 | 0 | -1 | undefined {
  if (mean === null) return undefined;
  if (low === null || high === null || (low <= 0 && high >= 0)) return 0;
  return low > 0 ? 1 : -1;
}
