// One order of keys for every record of a report.

const ROLES: readonly string[] = ["teacher", "distilled", "scratch", "placebo", "null"];

function rank(key: string): number {
  const at = ROLES.indexOf(key);
  return at < 0 ? ROLES.length : at;
}

/** Roles first, in the order of the story; the rest by code point, which no locale can change. */
export function sorted<T, U>(record: Readonly<Record<string, T>>, convert: (value: T) => U): Record<string, U> {
  const keys = Object.keys(record).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const result: Record<string, U> = {};
  for (const key of keys) {
    const value = record[key];
    if (value !== undefined) result[key] = convert(value);
  }
  return result;
}
