// Names separated by commas, as options take them.

import { StillpointError } from "@stillpoint/core";

/** The names of a list, each once; what they are is asked for by `of`, undefined for a strange one. Throws `USAGE` naming the option. */
export function namedOf<Named>(
  { option, expected }: { readonly option: string; readonly expected: string },
  list: string,
  of: (name: string) => Named | undefined,
): Named[] {
  const names = [...new Set(list.split(",").map((name) => name.trim()))];
  return names.map((name) => {
    const found = of(name);
    if (found !== undefined) return found;
    throw new StillpointError(
      "USAGE",
      `--${option}: expected ${expected}; got ${name || "an empty name"}; separate names by commas`,
    );
  });
}
