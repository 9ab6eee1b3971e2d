// The shapes that a table lists.

import { StillpointError } from "@stillpoint/core";
import { stem } from "../file-names.ts";
import type { Files } from "../files.ts";
import { listedPath, type Manifest } from "../manifest.ts";

export interface ListedClouds {
  readonly clouds: Files;
  /** Absent where no line names any. */
  readonly masks?: Files;
}

/**
 * The shapes of a manifest, and their regions or parts where lines name them. Throws `INPUT` for columns of parts, which
 * are pictures' own.
 */
export function listedClouds(
  { place: table, entries, faults }: Manifest,
  { place, read }: Pick<Files, "place" | "read">,
): ListedClouds {
  const [part] = entries.flatMap(({ parts }) => Object.keys(parts));
  if (part !== undefined) {
    throw new StillpointError(
      "INPUT",
      `manifest ${table}: expected no columns of parts with shapes; got part:${part}; name the parts in the files of their regions`,
    );
  }
  const listing = {
    paths: new Map(entries.map(({ file }) => [file, listedPath(place, file)] as const)),
    groups: new Map(entries.flatMap(({ file, label }) => (label === undefined ? [] : [[file, label] as const]))),
  };
  const clouds: Files = { place, names: entries.map(({ file }) => file), read, listing, faults };
  // As the fitting looks for them: by the shape's id, the ending says of which kind they are.
  const masks = new Map<string, string>(
    entries.flatMap(({ file, mask }) =>
      mask === undefined ? [] : [[`${stem(file)}${/\.seg$/i.test(mask) ? ".seg" : ".txt"}`, mask] as const],
    ),
  );
  if (masks.size === 0) return { clouds };
  const paths = new Map([...masks].map(([name, mask]) => [name, listedPath(place, mask)] as const));
  const regions: Files = {
    ...{ place, names: [...masks.keys()], listing: { paths, groups: new Map() } },
    read: (name) => read(masks.get(name) ?? name),
  };
  return { clouds, masks: regions };
}
