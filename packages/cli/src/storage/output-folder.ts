// The output folder: whole files or none, and errors that say what to do.

import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { StillpointError } from "@stillpoint/core";

/** Files under one folder, written atomically: a killed writer leaves the old file or none. */
export class OutputFolder {
  readonly path: string;

  /** Creates the folder. Throws `STORAGE` when it cannot be created or written to. */
  constructor(path: string) {
    this.path = path;
    attempt(path, "create", () => mkdirSync(path, { recursive: true }));
    const probe = join(path, `.write-test-${process.pid}`);
    attempt(path, "write to", () => {
      writeFileSync(probe, "");
      rmSync(probe);
    });
  }

  /** Writes one file, creating the folders above it. Throws `STORAGE`. */
  write(name: string, data: string | Uint8Array): string {
    const file = join(this.path, name);
    const partial = `${file}.partial`;
    attempt(file, "write", () => {
      mkdirSync(dirname(file), { recursive: true });
      try {
        writeFileSync(partial, data);
        renameSync(partial, file);
      } catch (cause) {
        rmSync(partial, { force: true });
        throw cause;
      }
    });
    return file;
  }

  /** Writes one file from chunks as `fill` hands them over, whole or not at all. Throws `STORAGE`, and whatever `fill` throws. */
  async stream(name: string, fill: (sink: (chunk: Uint8Array) => void) => Promise<void>): Promise<string> {
    const file = join(this.path, name);
    const partial = `${file}.partial`;
    const descriptor = attempt(file, "write", () => {
      mkdirSync(dirname(file), { recursive: true });
      return openSync(partial, "w");
    });
    try {
      try {
        await fill((chunk) => attempt(file, "write", () => writeFileSync(descriptor, chunk)));
      } finally {
        closeSync(descriptor);
      }
      attempt(file, "write", () => renameSync(partial, file));
    } catch (cause) {
      rmSync(partial, { force: true });
      throw cause;
    }
    return file;
  }

  /** Files one after the other, each read when it is asked for; those that do not exist are left out. */
  *each(names: readonly string[]): Generator<Uint8Array> {
    for (const name of names) {
      const bytes = this.read(name);
      if (bytes !== undefined) yield bytes;
    }
  }

  /** The file's bytes, or undefined when it does not exist. */
  read(name: string): Uint8Array | undefined {
    try {
      return readFileSync(join(this.path, name));
    } catch (cause) {
      if (isMissing(cause)) return undefined;
      throw storageError(join(this.path, name), "read", cause);
    }
  }

  /** The file's text, or undefined when it does not exist. */
  readText(name: string): string | undefined {
    const bytes = this.read(name);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  }

  /** Removes a file or folder if it is there. */
  remove(name: string): void {
    attempt(join(this.path, name), "remove", () => rmSync(join(this.path, name), { recursive: true, force: true }));
  }
}

function attempt<T>(path: string, action: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw storageError(path, action, cause);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "the folder above it is missing or read-only; choose another folder with --out",
  ENOSPC: "the disk is full; free some space and run again with --resume, finished work is kept",
  EROFS: "the file system is read-only; choose another folder with --out",
  EACCES: "permission denied; choose a folder you may write to with --out",
  EPERM: "permission denied; choose a folder you may write to with --out",
  ENOTDIR: "a file is in the way; choose another folder with --out",
  EEXIST: "a file is in the way; choose another folder with --out",
  EDQUOT: "the disk quota is used up; free some space and run again with --resume, finished work is kept",
};

function storageError(path: string, action: string, cause: unknown): StillpointError {
  const code = errorCode(cause);
  const reason = REASONS[code] ?? (cause instanceof Error ? cause.message : String(cause));
  return new StillpointError("STORAGE", `output ${path}: cannot ${action} it: ${reason}`, { cause });
}

function isMissing(cause: unknown): boolean {
  return errorCode(cause) === "ENOENT";
}

function errorCode(cause: unknown): string {
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : "";
}
