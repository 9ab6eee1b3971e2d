// The shapes that a table lists.

import { stem } from "../file-names.ts";
import type { Files } from "../files.ts";
import type { Manifest } from "../manifest.ts";

export interface ListedClouds {
  readonly clouds: Files;
  /** Absent where no line names any. */
  readonly masks?: Files;
}

/** The shapes of a manifest, and their regions or parts where lines name them. */
export function listedClouds(
  { entries, faults }: Manifest,
  { place, read }: Pick<Files, "place" | "read">,
): ListedClouds {
  const clouds: Files = { place, names: entries.map(({ file }) => file), read, listed: true, faults };
  const paths = new Map<string, string>(
    entries.flatMap(({ file, mask }) =>
      mask === undefined ? [] : [[`${stem(file)}${/\.seg$/i.test(mask) ? ".seg" : ".txt"}`, mask] as const],
    ),
  );
  if (paths.size === 0) return { clouds };
  return { clouds, masks: { place, names: [...paths.keys()], read: (name) => read(paths.get(name) ?? name) } };
}
