// Files of any origin: a folder, an upload, an archive, a table that lists them.

import type { StillpointError } from "@stillpoint/core";

/** Files below one place, by path with `/` between its parts. */
export interface Files {
  /** The folder's path or the like, for messages. */
  readonly place: string;
  /** Paths relative to it, in any order. */
  readonly names: readonly string[];
  /** A file's bytes. Throws `INPUT` for one that cannot be read. */
  read(name: string): Promise<Uint8Array>;
  /** Of files that a table lists, each a sample whatever it is called and wherever it lies: what it says of them. */
  readonly listing?: FileListing;
  /** What is wrong with other entries of that table. */
  readonly faults?: readonly StillpointError[];
}

/** What a table says of its files, by name. */
export interface FileListing {
  /** Where they lie, for messages. */
  readonly paths: ReadonlyMap<string, string>;
  /** Their classes, where it has any. */
  readonly groups: ReadonlyMap<string, string>;
}

/** Where a file lies, for messages. */
export function pathOf({ place, listing }: Pick<Files, "place" | "listing">, name: string): string {
  return listing?.paths.get(name) ?? `${place}/${name}`;
}

/** A text file that is read already. */
export interface TextFile {
  /** Its path, for messages; its ending says what it is. */
  readonly place: string;
  readonly text: string;
}
