// One order of keys for every record of a report.

import { ROLES } from "@stillpoint/core";

const FIRST: readonly string[] = ROLES;

function rank(key: string): number {
  const at = FIRST.indexOf(key);
  return at < 0 ? FIRST.length : at;
}

/** Roles first, in the order of the story; the rest by code point, which no locale can change. */
export function inOrder(keys: readonly string[]): string[] {
  return [...keys].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** A record with its keys in order and its values converted. */
export function sorted<T, U>(
  record: Readonly<Record<string, T>>,
  convert: (value: T, key: string) => U,
): Record<string, U> {
  const result: Record<string, U> = {};
  for (const key of inOrder(Object.keys(record))) {
    const value = record[key];
    if (value !== undefined) result[key] = convert(value, key);
  }
  return result;
}
