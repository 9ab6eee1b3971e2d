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
  /** Whether a table lists them: each is a sample, whatever it is called and wherever it lies. */
  readonly listed?: boolean;
  /** What is wrong with other entries of that table. */
  readonly faults?: readonly StillpointError[];
}

/** A text file that is read already. */
export interface TextFile {
  /** Its path, for messages; its ending says what it is. */
  readonly place: string;
  readonly text: string;
}
