// A file that says which process writes to a folder.

import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { parseJson, StillpointError } from "@stillpoint/core";
import { storageError } from "@stillpoint/experiment";
import { z } from "zod";

const LOCK_FILE = "stillpoint.lock";

const holderSchema = z.object({ pid: z.int().positive(), host: z.string(), command: z.string(), since: z.string() });
type Holder = z.infer<typeof holderSchema>;

/**
 * Makes the folder and holds it until disposed of. A lock whose process is gone is taken over; one of another machine is
 * not, since nothing tells whether that process lives. Throws `STORAGE`.
 */
export function lockFolder(path: string, command: string): Disposable {
  const file = join(path, LOCK_FILE);
  const own: Holder = { pid: process.pid, host: hostname(), command, since: new Date().toISOString() };
  attempt(path, "create", () => mkdirSync(path, { recursive: true }));
  for (let tries = 0; ; tries++) {
    if (taken(file, path, own)) break;
    const holder = holderOf(file);
    if (holder !== undefined && isAlive(holder)) {
      throw new StillpointError(
        "STORAGE",
        `output ${path}: expected a folder that no other run writes to; got one held by process ${holder.pid} on ${holder.host} (${holder.command}, since ${holder.since}); wait for it, choose another folder with --out, or remove ${file} if that process is gone`,
      );
    }
    attempt(file, "remove", () => rmSync(file, { force: true }));
    if (tries === 2) throw storageError(file, "write", new Error("another process takes it again and again"));
  }
  return {
    [Symbol.dispose]: () => {
      // Somebody may have removed it by hand and started another run.
      if (holderOf(file)?.pid === own.pid) rmSync(file, { force: true });
    },
  };
}

/** Writes the lock unless there is one. */
function taken(file: string, path: string, own: Holder): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(file, "wx");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "EEXIST") return false;
    throw storageError(path, "write to", cause);
  }
  try {
    writeSync(descriptor, `${JSON.stringify(own)}\n`);
  } finally {
    closeSync(descriptor);
  }
  return true;
}

/** Who holds the folder; undefined for a lock that was not written to its end. */
function holderOf(file: string): Holder | undefined {
  try {
    const parsed = holderSchema.safeParse(parseJson(readFileSync(file, "utf8")));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, host }: Holder): boolean {
  if (host !== hostname()) return true;
  // A process that died and whose number we were given.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return cause instanceof Error && "code" in cause && cause.code === "EPERM";
  }
}

function attempt(path: string, action: string, run: () => void): void {
  try {
    run();
  } catch (cause) {
    throw storageError(path, action, cause);
  }
}
