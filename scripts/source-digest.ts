// Which sources a package was built from: a digest that the build leaves in out/sources and `prepack` compares. Times of
// files would not do: a checkout changes them, and a build taken from the cache does not.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

/** Private packages of this workspace are built into a package instead of being installed with it. */
function inlined(folder: string): string[] {
  const { devDependencies = {} } = manifestOf(folder);
  return Object.entries(devDependencies)
    .filter(([, range]) => range.startsWith("workspace:"))
    .map(([name]) => join(folder, "node_modules", name))
    .filter((path) => manifestOf(path).private === true)
    .map((path) => join(path, "dist"));
}

function manifestOf(folder: string): { private?: boolean; devDependencies?: Readonly<Record<string, string>> } {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

function filesOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Digest of what a build of this package reads: package.json, src without tests, what it inlines. */
export function sourceDigest(folder: string): string {
  const hash = createHash("sha256");
  for (const file of [join(folder, "package.json"), ...[join(folder, "src"), ...inlined(folder)].flatMap(filesOf)]) {
    hash
      .update(`${relative(folder, file).replaceAll("\\", "/")}\0`)
      .update(readFileSync(file))
      .update("\0");
  }
  return hash.digest("hex");
}

/** Leaves the digest beside the build. */
export function recordSources(folder: string): void {
  mkdirSync(join(folder, "out"), { recursive: true });
  writeFileSync(join(folder, "out/sources"), `${sourceDigest(folder)}\n`);
}

/** The digest the last build left, or undefined. */
export function recordedSources(folder: string): string | undefined {
  const file = join(folder, "out/sources");
  return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
}
