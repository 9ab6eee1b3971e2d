// The site as files for any host: copied into a folder of the user's.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StillpointError } from "@stillpoint/core";
import { SITE_SCHEMA } from "@stillpoint/demo";
import { z } from "zod";
import { pathOf } from "./answer.ts";
import type { SiteFile } from "./site-files.ts";

const LIST = "site.json";
/** As the build writes it; paths are checked before they are used. */
const listSchema = z.object({ schema: z.literal(SITE_SCHEMA), files: z.array(z.object({ path: z.string() })) });

/**
 * Refuses a folder that holds anything, unless that may be written over, and a file in its place. Throws `USAGE`.
 */
export function checkTarget(folder: string, overwrite: boolean): void {
  let found: string[];
  try {
    found = existsSync(folder) ? readdirSync(folder) : [];
  } catch (cause) {
    throw new StillpointError(
      "USAGE",
      `--build ${folder}: expected a folder; got something else; choose another name`,
      { cause },
    );
  }
  if (found.length === 0 || overwrite) return;
  throw new StillpointError(
    "USAGE",
    `--build ${folder}: expected an empty or new folder; got one with ${found.slice(0, 3).join(", ")}${found.length > 3 ? ", ..." : ""}; choose another, or write over it with --overwrite`,
  );
}

/**
 * Copies all files; of an earlier build in that folder those are removed that its own list names, and nothing else is.
 * Tells each file written. Throws `STORAGE` where the folder cannot be written to.
 */
export async function copySite(
  files: ReadonlyMap<string, SiteFile>,
  folder: string,
  written: () => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (const path of earlierFiles(folder)) if (!files.has(path)) await rm(join(folder, path), { force: true });
    for (const [path, file] of files) {
      if (signal.aborted) break;
      const place = join(folder, path);
      await mkdir(dirname(place), { recursive: true });
      await writeFile(place, await file.body("plain"));
      written();
    }
  } catch (cause) {
    if (cause instanceof StillpointError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StillpointError(
      "STORAGE",
      `--build ${folder}: expected a folder that can be written to; got: ${reason}; choose another`,
      { cause },
    );
  }
  if (signal.aborted)
    throw new StillpointError(
      "INTERRUPTED",
      `--build ${folder}: expected all files; got stopped; run it again with --overwrite`,
    );
}

/** What an earlier build left there; nothing where no list of one is. */
function earlierFiles(folder: string): string[] {
  const place = join(folder, LIST);
  if (!existsSync(place)) return [];
  try {
    const { files } = listSchema.parse(JSON.parse(readFileSync(place, "utf8")));
    return files.flatMap(({ path }) =>
      path === "" ? [] : (pathOf(`/${path.split("/").map(encodeURIComponent).join("/")}`) ?? []),
    );
  } catch {
    // Not ours: left alone, or written over as any file.
    return [];
  }
}
