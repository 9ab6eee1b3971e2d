// A folder's files, relative to it, without what is nobody's data.

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { StillpointError } from "@stillpoint/core";

/** Folders that hold neither networks nor data. */
const PASSED: ReadonlySet<string> = new Set(["node_modules", "__pycache__", "wandb", "shards", "stillpoint-report"]);
const DEEPEST = 8;
const MOST = 200_000;

export interface FolderTree {
  readonly root: string;
  /** Paths from the root with `/`, sorted. */
  readonly files: readonly string[];
}

/** All files below a folder, eight levels deep, hidden ones left out. Throws `INPUT` for what is no folder, and past 200,000 files. */
export function folderTree(root: string): FolderTree {
  const files: string[] = [];
  const visit = (folder: string, depth: number): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (entry.name.startsWith(".") || PASSED.has(entry.name)) continue;
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (isFolder(join(root, path))) {
        if (depth < DEEPEST && !entry.isSymbolicLink()) visit(path, depth + 1);
      } else files.push(path);
      if (files.length > MOST) throw refused(root, `more than ${MOST} files`);
    }
  };
  if (!isFolder(root)) throw refused(root, "no folder");
  visit("", 0);
  return { root, files: files.sort() };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function refused(root: string, got: string): StillpointError {
  return new StillpointError(
    "INPUT",
    `folder ${root}: expected one with networks and data; got ${got}; name the folder of your runs`,
  );
}

/** The folder of a path; the root is empty. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
