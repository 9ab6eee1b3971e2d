// One number of every student and sample, and what sets two kinds of students apart.

import {
  type CrossedDifference,
  crossedDifference,
  crossedMean,
  type Role,
  undefinedDifference,
} from "@stillpoint/core";

/** `[seed][sample]` by role: a seed and a sample stand at the same place in every role; NaN has no value. */
export type StudentValues = Partial<Readonly<Record<Role, readonly Float64Array[]>>>;

/** Mean of one role minus mean of another, with its interval over seeds and samples; undefined, with the reason, where one is missing. */
export function gapBetween(values: StudentValues, treated: Role, reference: Role): CrossedDifference {
  const [own, other] = [values[treated], values[reference]];
  if (own === undefined || own.length === 0) return undefinedDifference(`no ${treated} student`);
  if (other === undefined || other.length === 0) return undefinedDifference(`no ${reference} student`);
  return crossedDifference(own, other, "mean");
}

/** `[seed][sample]` one role minus another; undefined where one is missing. */
export function pairedGaps(values: StudentValues, treated: Role, reference: Role): readonly Float64Array[] | undefined {
  const other = values[reference];
  if (other === undefined) return undefined;
  return values[treated]?.map((own, seed) => own.map((value, k) => value - (other[seed]?.[k] ?? Number.NaN)));
}

/** Mean of a role over samples, then seeds; NaN where it is missing. */
export function meanOf(values: StudentValues, role: Role): number {
  const own = values[role];
  return own === undefined || own.length === 0 ? Number.NaN : crossedMean(own);
}

/**
 * Mean of `a` minus mean of `b`, `[seed][sample]` each, where a sample may have a value in one of them alone: what each
 * sample moves the difference by is averaged, so that a sample in both counts once. `missing` is why one may not be there.
 */
export function differenceOfMeans(
  a: readonly Float64Array[] | undefined,
  b: readonly Float64Array[] | undefined,
  missing: string,
): CrossedDifference {
  if (a === undefined || b === undefined || a.length === 0 || b.length === 0) return undefinedDifference(missing);
  const moves = a.map((own, seed) => movesOf(own, b[seed] ?? new Float64Array(0)));
  return crossedDifference(
    moves,
    moves.map((own) => new Float64Array(own.length)),
    "mean",
  );
}

/** Numbers whose mean is mean(a) − mean(b), each what its sample has in it; NaN for a sample without a value. */
function movesOf(a: Float64Array, b: Float64Array): Float64Array {
  const [own, other] = [definedOf(a), definedOf(b)];
  const counted = a.reduce((n, value, k) => n + (Number.isNaN(value) && Number.isNaN(b[k] ?? Number.NaN) ? 0 : 1), 0);
  const part = (value: number, { mean, count }: Defined) =>
    Number.isNaN(value) ? 0 : ((value - mean) * counted) / count;
  return a.map((value, k) => {
    const second = b[k] ?? Number.NaN;
    if (Number.isNaN(value) && Number.isNaN(second)) return Number.NaN;
    return own.mean - other.mean + part(value, own) - part(second, other);
  });
}

interface Defined {
  readonly mean: number;
  readonly count: number;
}

function definedOf(values: Float64Array): Defined {
  const defined = values.filter((value) => !Number.isNaN(value));
  return { mean: defined.reduce((sum, value) => sum + value, 0) / defined.length, count: defined.length };
}
