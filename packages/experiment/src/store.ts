// Where results are kept: whole files by name, on any medium.

/** A name is a path with `/` between its parts, such as `shards/image~emoji@fc1/00003.parquet`; never empty, never `..`. */
export interface Store {
  /** How people find a file: its path or address. For messages. */
  locate(name: string): string;
  /** The file's bytes, or undefined where there is none. Throws `STORAGE`. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Writes a file whole or not at all: a killed writer leaves the old one or none. Throws `STORAGE`. */
  write(name: string, data: Uint8Array | string): Promise<void>;
  /** The same from chunks as `fill` hands them over, for files too large for memory. Throws what `fill` throws, too. */
  stream(name: string, fill: (sink: (chunk: Uint8Array) => void) => Promise<void>): Promise<void>;
  /** Names of all files below a folder, sorted; none where there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Removes a file, or a folder with all below it, if it is there. Throws `STORAGE`. */
  remove(name: string): Promise<void>;
}

/** A file's text, or undefined where there is none. */
export async function readText(store: Store, name: string): Promise<string | undefined> {
  const bytes = await store.read(name);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}
