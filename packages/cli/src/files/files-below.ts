// All files below a folder.

import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * Paths relative to the folder with `/` between names, in no order. A link to a folder is followed as if its files lay
 * there, but never back into a folder that it lies in, which has no end; a link to nowhere is a file, for whoever reads it
 * to refuse. Throws what the file system throws.
 */
export function filesBelow(folder: string): string[] {
  const found: string[] = [];
  const visit = (at: string, within: ReadonlySet<string>): void => {
    const here = join(folder, at);
    const real = realpathSync(here);
    if (within.has(real)) return;
    const inside = new Set([...within, real]);
    for (const entry of readdirSync(here, { withFileTypes: true })) {
      const name = at === "" ? entry.name : `${at}/${entry.name}`;
      if (isFolder(entry, join(here, entry.name))) visit(name, inside);
      else found.push(name);
    }
  };
  visit("", new Set());
  return found;
}

function isFolder(entry: Dirent, path: string): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  try {
    return statSync(path).isDirectory();
  } catch {
    // It leads nowhere, or to itself.
    return false;
  }
}
