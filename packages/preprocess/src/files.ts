// Files of any origin: a folder, an upload, an archive.

/** Files below one place, by path with `/` between its parts. */
export interface Files {
  /** The folder's path or the like, for messages. */
  readonly place: string;
  /** Paths relative to it, in any order. */
  readonly names: readonly string[];
  /** A file's bytes. Throws `INPUT` for one that cannot be read. */
  read(name: string): Promise<Uint8Array>;
}

/** A text file that is read already. */
export interface TextFile {
  /** Its path, for messages; its ending says what it is. */
  readonly place: string;
  readonly text: string;
}
