// A file that says which process writes to a folder.

import { randomUUID } from "node:crypto";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { parseJson, StillpointError } from "@stillpoint/core";
import { codeOf, storageError } from "@stillpoint/experiment";
import { z } from "zod";

const LOCK_FILE = "stillpoint.lock";

const holderSchema = z.object({ pid: z.int().positive(), host: z.string(), command: z.string(), since: z.string() });
type Holder = z.infer<typeof holderSchema>;

/**
 * Makes the folder and holds it until disposed of; what it made goes again where nothing was put into it. A lock whose process
 * is gone is taken over; one of another machine is not, since nothing tells whether that process lives. Throws `STORAGE`.
 */
export function lockFolder(path: string, command: string): Disposable {
  const file = join(path, LOCK_FILE);
  const own: Holder = { pid: process.pid, host: hostname(), command, since: new Date().toISOString() };
  const made: string[] = [];
  attempt(path, "create", () => makeFolder(path, made));
  for (let tries = 0; ; tries++) {
    if (taken(file, path, own)) break;
    const found = textOf(file);
    const holder = holderIn(found);
    if (holder !== undefined && isAlive(holder)) {
      throw new StillpointError(
        "STORAGE",
        `output ${path}: expected a folder that no other run writes to; got one held by process ${holder.pid} on ${holder.host} (${holder.command}, since ${holder.since}); wait for it, choose another folder with --out, or remove ${file} if that process is gone`,
      );
    }
    attempt(file, "remove", () => clear(file, found));
    if (tries === 2) throw storageError(file, "write", new Error("another process takes it again and again"));
  }
  return {
    [Symbol.dispose]: () => {
      // Somebody may have removed it by hand and started another run.
      if (holderIn(textOf(file))?.pid === own.pid) rmSync(file, { force: true });
      removeEmpty(made);
    },
  };
}

/** `mkdir -p` that adds to `made`; Node's own never ends where a folder above takes none, as those of `/proc` do. */
function makeFolder(path: string, made: string[]): void {
  const above = dirname(path);
  if (above !== path && !existsSync(above)) makeFolder(above, made);
  if (existsSync(path) && statSync(path).isDirectory()) return;
  mkdirSync(path);
  made.push(path);
}

/** The last one first; what is full stays, with all above it. */
function removeEmpty(made: readonly string[]): void {
  try {
    for (const path of made.toReversed()) rmdirSync(path);
  } catch {
    // a run's results, or somebody else's
  }
}

/** Puts the lock in its place, with all it says, unless there is one: nobody ever sees half a lock of a living process. */
function taken(file: string, path: string, own: Holder): boolean {
  const ready = `${file}.${randomUUID()}`;
  try {
    writeFileSync(ready, `${JSON.stringify(own)}\n`);
    linkSync(ready, file);
    return true;
  } catch (cause) {
    if (codeOf(cause) === "EEXIST") return false;
    if (!LINKLESS.has(codeOf(cause))) throw storageError(path, "write to", cause);
  } finally {
    rmSync(ready, { force: true });
  }
  // File systems without links: the second best.
  try {
    writeFileSync(file, `${JSON.stringify(own)}\n`, { flag: "wx" });
    return true;
  } catch (cause) {
    if (codeOf(cause) === "EEXIST") return false;
    throw storageError(path, "write to", cause);
  }
}

/** What file systems that know no links say. */
const LINKLESS: ReadonlySet<string> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);

/** Removes a lock that still says what was `found`; one that another process has put there since goes back. */
function clear(file: string, found: string | undefined): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return;
    throw cause;
  }
  try {
    if (textOf(aside) !== found) linkSync(aside, file);
  } catch (cause) {
    if (codeOf(cause) !== "EEXIST") throw cause;
  } finally {
    rmSync(aside, { force: true });
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Who holds the folder; undefined for a lock that says nothing. */
function holderIn(text: string | undefined): Holder | undefined {
  const parsed = holderSchema.safeParse(parseJson(text ?? ""));
  return parsed.success ? parsed.data : undefined;
}

function isAlive({ pid, host }: Holder): boolean {
  if (host !== hostname()) return true;
  // A process that died and whose number we were given.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return codeOf(cause) === "EPERM";
  }
}

function attempt(path: string, action: string, run: () => void): void {
  try {
    run();
  } catch (cause) {
    throw storageError(path, action, cause);
  }
}
