// How much larger a difference is in a trial than in its control, which has everything but the effect.

import { intervalOf, studentInterval, type VariancePart } from "../statistics/crossed-interval.ts";
import { populationVariance } from "../statistics/moments.ts";
import { differenceRange, within } from "../statistics/value-range.ts";
import type { Estimate, Headline, Interval, RoleContrast, TaskResult } from "../task-result.ts";
import type { RolePair } from "./comparison.ts";
import { metricDifferenceRange } from "./metric-range.ts";

/** A headline number of a trial minus that of its control. */
export interface ControlledDifference extends Headline, RolePair {
  /** (treated − reference) in the trial minus (treated − reference) in the control. */
  readonly difference: Interval;
  readonly standardError: number;
  readonly degrees: number;
  /** Two-sided, not adjusted. */
  readonly p: number;
  /** Whether seeds are paired: both were measured at the same ones, with equal initial weights and order of data. */
  readonly paired: boolean;
}

/**
 * Difference in differences of every number that both results contrast between the same two roles, in the order of the
 * trial. Seeds are paired where both have the same ones: the variance over seeds is then that of the paired differences;
 * pictures differ between the two, so that theirs is the sum of both. Otherwise the two squared standard errors are added.
 * Student's t with Satterthwaite's degrees of freedom.
 */
export function differenceInDifferences(trial: TaskResult, control: TaskResult): ControlledDifference[] {
  return (trial.contrasts ?? []).flatMap((own) => {
    const other = control.contrasts?.find((each) => nameOf(each) === nameOf(own));
    if (other === undefined) return [];
    const { metric, part, statistic, claim, treated, reference } = own;
    const headline = {
      metric,
      statistic,
      ...(part === undefined ? {} : { part }),
      ...(claim === undefined ? {} : { claim }),
    };
    return [{ ...headline, treated, reference, ...subtracted(own, other, headline) }];
  });
}

/** The part of a benchmark's cue has one name in the trial and in the control. */
function nameOf({ metric, part = "", statistic, treated, reference }: RoleContrast): string {
  return [metric, part, statistic, treated, reference].join(" ");
}

function subtracted(
  a: Estimate,
  b: Estimate,
  { metric, statistic }: Headline,
): Omit<ControlledDifference, keyof Headline | keyof RolePair> {
  const center = a.difference.mean - b.difference.mean;
  const paired = seedsOf(a) === seedsOf(b);
  if (Number.isNaN(a.standardError) || Number.isNaN(b.standardError) || Number.isNaN(center)) {
    const reason = a.difference.reason ?? b.difference.reason ?? "the difference is not defined";
    const none = { low: Number.NaN, high: Number.NaN, standardError: Number.NaN, degrees: Number.NaN, p: Number.NaN };
    return { ...none, difference: intervalOf({ ...none, mean: center, reason }), paired };
  }
  const { low, high, ...error } = studentInterval(center, paired ? pairedParts(a, b) : [wholePart(a), wholePart(b)]);
  const range = differenceRange(metricDifferenceRange(metric, statistic));
  return { difference: within({ mean: center, low, high }, range), ...error, paired };
}

function seedsOf({ perSeed }: Estimate): string {
  return perSeed.map(({ seed }) => seed).join();
}

function pairedParts(a: Estimate, b: Estimate): VariancePart[] {
  const differences = a.perSeed.map(({ difference }, k) => difference - (b.perSeed[k]?.difference ?? Number.NaN));
  const degrees = differences.length - 1;
  return [
    { variance: degrees === 0 ? 0 : populationVariance(differences) / degrees, degrees },
    { variance: a.samplesError ** 2, degrees: a.samples - 1 },
    { variance: b.samplesError ** 2, degrees: b.samples - 1 },
  ];
}

function wholePart({ standardError, degrees }: Estimate): VariancePart {
  return { variance: standardError ** 2, degrees };
}
