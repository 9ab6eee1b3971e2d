// Files that installed packages bring, however they are reached: from a disk, from a server.

/** Throws `INPUT` when the installation is incomplete. */
export interface PackageFiles {
  /** A file of the data package, such as `emoji.pack.gz`. */
  data(name: string): Promise<Uint8Array>;
  /** A file of a package that the data package depends on, such as `sentiment/languages/en/labels.json`. */
  dependency(name: string): Promise<Uint8Array>;
  /** Paths below the folder of a dependency's file that match, sorted, relative to that folder. */
  dependencies(anchor: string, pattern: RegExp): Promise<readonly string[]>;
}

/** A data file's text. */
export async function dataText(files: PackageFiles, name: string): Promise<string> {
  return new TextDecoder().decode(await files.data(name));
}
