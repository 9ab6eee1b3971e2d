// The one question asked of parsed JSON before its fields are read.

/** Whether a value of unknown origin has named fields. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
