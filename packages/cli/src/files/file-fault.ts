// Why a file could not be read, in words.

const FAULTS: Readonly<Record<string, string>> = {
  ENOENT: "none of this name",
  ENOTDIR: "a file where a folder above it should be",
  EISDIR: "a folder",
  EACCES: "one that may not be read",
  EPERM: "one that may not be read",
  ENAMETOOLONG: "a name that is too long",
  ELOOP: "links that lead in a circle",
  EMFILE: "too many open files",
};

/** What stands in the place of what was expected: of a file system's error by its code, else its own words. */
export function fileFault(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : "";
  return FAULTS[code] ?? cause.message;
}
