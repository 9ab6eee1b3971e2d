// Results kept in a folder, over any file system that speaks as Node's does.

import { bytesOf, StillpointError } from "@stillpoint/core";
import type { Store } from "./store.ts";

/** What a folder store asks of a file system: `node:fs/promises` has it, and so have Deno, Bun and in-memory ones. */
export interface FileSystem {
  mkdir(path: string, options: { readonly recursive: true }): Promise<unknown>;
  readFile(path: string): Promise<Uint8Array>;
  writeFile(path: string, data: Uint8Array | string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  rm(path: string, options: { readonly recursive: true; readonly force: true }): Promise<void>;
  readdir(path: string, options: { readonly withFileTypes: true }): Promise<readonly DirectoryEntry[]>;
  open(path: string, flags: "w"): Promise<OpenFile>;
}

export interface DirectoryEntry {
  readonly name: string;
  isDirectory(): boolean;
}

export interface OpenFile {
  /** May write less than it is given, as a system does whose disk is nearly full. */
  write(data: Uint8Array): Promise<{ readonly bytesWritten: number }>;
  close(): Promise<void>;
}

/** Ends the names of files that are being written; `list` leaves them out. */
const PARTIAL = ".partial";

/**
 * Files under the folder `path`, which is made when something is written. A file is written beside its place and moved
 * there, so that a killed writer leaves the old file or none.
 */
export function folderStore(path: string, files: FileSystem): Store {
  const root = path.replace(/[/\\]+$/, "") || path;
  const locate = (name: string): string => `${root}/${name}`;

  const replace = async (name: string, fill: (partial: string) => Promise<void>): Promise<void> => {
    const file = locate(name);
    const partial = `${file}${PARTIAL}`;
    try {
      await attempt(file, "write", () => files.mkdir(folderOf(file), { recursive: true }));
      await fill(partial);
      await attempt(file, "write", () => files.rename(partial, file));
    } catch (cause) {
      // The first failure is the one to tell.
      await files.rm(partial, { recursive: true, force: true }).catch(() => undefined);
      throw cause;
    }
  };

  return {
    locate,
    read: async (name) => {
      try {
        // Node's Buffer would do, but its `slice` is no copy.
        return bytesOf(await files.readFile(locate(name)));
      } catch (cause) {
        if (codeOf(cause) === "ENOENT") return undefined;
        throw storageError(locate(name), "read", cause);
      }
    },
    write: (name, data) =>
      replace(name, (partial) => attempt(locate(name), "write", () => files.writeFile(partial, data))),
    stream: (name, fill) => replace(name, (partial) => streamTo(files, partial, locate(name), fill)),
    list: async (folder) => {
      const found: string[] = [];
      const walk = async (name: string): Promise<void> => {
        for (const entry of await entriesOf(files, locate(name))) {
          const inner = `${name}/${entry.name}`;
          if (entry.isDirectory()) await walk(inner);
          else if (!entry.name.endsWith(PARTIAL)) found.push(inner);
        }
      };
      await walk(folder);
      return found.sort();
    },
    remove: (name) => attempt(locate(name), "remove", () => files.rm(locate(name), { recursive: true, force: true })),
  };
}

/** Chunks wait for each other, and `fill` may hand over the next while one is written. */
async function streamTo(
  files: FileSystem,
  partial: string,
  file: string,
  fill: (sink: (chunk: Uint8Array) => void) => Promise<void>,
): Promise<void> {
  const open = await attempt(file, "write", () => files.open(partial, "w"));
  let written: Promise<void> = Promise.resolve();
  try {
    await fill((chunk) => {
      const copy = chunk.slice();
      written = written.then(() => attempt(file, "write", () => writeWhole(open, copy)));
      // Told by the await below; a rejection must not be loose until then.
      written.catch(() => undefined);
    });
    await written;
  } catch (cause) {
    // No chunk may be under way when the file is closed, and the first failure is the one to tell.
    await written.catch(() => undefined);
    await open.close().catch(() => undefined);
    throw cause;
  }
  await attempt(file, "write", () => open.close());
}

async function writeWhole(open: OpenFile, data: Uint8Array): Promise<void> {
  for (let at = 0; at < data.length; ) {
    const { bytesWritten } = await open.write(data.subarray(at));
    if (bytesWritten === 0) throw new Error("nothing more can be written");
    at += bytesWritten;
  }
}

async function entriesOf(files: FileSystem, path: string): Promise<readonly DirectoryEntry[]> {
  try {
    return await files.readdir(path, { withFileTypes: true });
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return [];
    throw storageError(path, "read", cause);
  }
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf("/"))) || "/";
}

async function attempt<T>(path: string, action: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    throw storageError(path, action, cause);
  }
}

const ELSEWHERE = "choose another folder with --out";

/** What was got instead, and what to do. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: `a folder above it that is missing or read-only; ${ELSEWHERE}`,
  ENOSPC: "a full disk; free some space and run again with --resume, finished work is kept",
  EROFS: `a read-only file system; ${ELSEWHERE}`,
  EACCES: "no permission; choose a folder you may write to with --out",
  EPERM: "no permission; choose a folder you may write to with --out",
  ENOTDIR: `a file in the way; ${ELSEWHERE}`,
  EEXIST: `a file in the way; ${ELSEWHERE}`,
  EISDIR: `a folder in the way; ${ELSEWHERE}`,
  ELOOP: `links that go in a circle; ${ELSEWHERE}`,
  ENAMETOOLONG: "a name that is too long; choose a shorter one with --out",
  EDQUOT: "a used-up disk quota; free some space and run again with --resume, finished work is kept",
};

/** `STORAGE` with what to do about a file system's error. */
export function storageError(path: string, action: string, cause: unknown): StillpointError {
  const reason = REASONS[codeOf(cause)] ?? `${cause instanceof Error ? cause.message : String(cause)}; ${ELSEWHERE}`;
  return new StillpointError("STORAGE", `output ${path}: expected to ${action} it; got ${reason}`, { cause });
}

/** A file system's name for an error, such as `ENOENT`; "" for errors without one. */
export function codeOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : "";
}
