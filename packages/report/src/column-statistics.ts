// Smallest, largest and missing values of a column, as the Parquet library counts them.

import type { ParquetType } from "hyparquet";

type Values = ArrayLike<unknown>;

export interface ColumnStatistics {
  readonly min_value?: string | number | bigint;
  readonly max_value?: string | number | bigint;
  readonly null_count: bigint;
  readonly nan_count?: bigint;
}

const ENCODER = new TextEncoder();

/** Order of UTF-8 bytes, which is that of code points. */
function compareTexts(one: string, other: string): number {
  const [a, b] = [ENCODER.encode(one), ENCODER.encode(other)];
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) if (a[at] !== b[at]) return a[at]! - b[at]!;
  return a.length - b.length;
}

function textEnds(distinct: Values): { readonly min_value?: string; readonly max_value?: string } {
  let [low, high]: [string | undefined, string | undefined] = [undefined, undefined];
  for (let index = 0; index < distinct.length; index++) {
    const value = distinct[index];
    if (typeof value !== "string") continue;
    if (low === undefined || compareTexts(value, low) < 0) low = value;
    if (high === undefined || compareTexts(value, high) > 0) high = value;
  }
  return { ...(low === undefined ? {} : { min_value: low }), ...(high === undefined ? {} : { max_value: high }) };
}

function numberEnds(distinct: Values): { readonly min_value?: number; readonly max_value?: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let found = false;
  for (let index = 0; index < distinct.length; index++) {
    const value = distinct[index];
    if (typeof value !== "number" || Number.isNaN(value)) continue;
    found = true;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  // a zero may be either: the range holds both
  return found ? { min_value: low === 0 ? -0 : low, max_value: high === 0 ? 0 : high } : {};
}

function longEnds(distinct: Values): { readonly min_value?: bigint; readonly max_value?: bigint } {
  let [low, high]: [bigint | undefined, bigint | undefined] = [undefined, undefined];
  for (let index = 0; index < distinct.length; index++) {
    const value = distinct[index];
    if (typeof value !== "bigint") continue;
    if (low === undefined || value < low) low = value;
    if (high === undefined || value > high) high = value;
  }
  return low === undefined || high === undefined ? {} : { min_value: low, max_value: high };
}

/** Values that are null, and numbers that are none. */
function missingOf(values: Values): readonly [nulls: number, nans: number] {
  let [nulls, nans] = [0, 0];
  if (values instanceof Float64Array) {
    for (let row = 0; row < values.length; row++) if (Number.isNaN(values[row])) nans += 1;
  } else if (!(values instanceof Int32Array || values instanceof BigInt64Array)) {
    for (let row = 0; row < values.length; row++) {
      const value = values[row];
      if (value === null) nulls += 1;
      else if (Number.isNaN(value)) nans += 1;
    }
  }
  return [nulls, nans];
}

function endsOf(distinct: Values, type: ParquetType): Pick<ColumnStatistics, "min_value" | "max_value"> {
  if (type === "INT64") return longEnds(distinct);
  return type === "BYTE_ARRAY" ? textEnds(distinct) : numberEnds(distinct);
}

/** Statistics of `values`, whose ends are found among `distinct`: the values themselves or each of them once. */
export function statisticsOf(distinct: Values, values: Values, type: ParquetType): ColumnStatistics {
  const [nulls, nans] = missingOf(values);
  return {
    ...endsOf(distinct, type),
    null_count: BigInt(nulls),
    ...(type === "DOUBLE" ? { nan_count: BigInt(nans) } : {}),
  };
}
