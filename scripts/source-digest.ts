// Which sources a package was built from: a digest that the build leaves in out/sources and `prepack` compares. Times of
// files would not do: a checkout changes them, and a build taken from the cache does not.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

/** What a build may read beside package.json. */
const READ = ["index.html", "vite.config.ts", "vite", "public", "src"];

/**
 * Private packages of this workspace are built into a package instead of being installed with it; into a site, which has
 * an index.html, all of them are. Private ones may be built in from source.
 */
function inlined(folder: string): string[] {
  const { devDependencies = {} } = manifestOf(folder);
  const isSite = existsSync(join(folder, "index.html"));
  return Object.entries(devDependencies)
    .filter(([, range]) => range.startsWith("workspace:"))
    .map(([name]) => join(folder, "node_modules", name))
    .flatMap((path) => {
      if (manifestOf(path).private === true) return [join(path, "dist"), join(path, "src"), join(path, "page")];
      return isSite ? [join(path, "dist")] : [];
    });
}

function manifestOf(folder: string): { private?: boolean; devDependencies?: Readonly<Record<string, string>> } {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

function filesOf(path: string): string[] {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Digest of what a build of this package reads: package.json, its sources without tests, what it inlines. */
export function sourceDigest(folder: string): string {
  const hash = createHash("sha256");
  const places = [...READ.map((name) => join(folder, name)), ...inlined(folder)];
  for (const file of [join(folder, "package.json"), ...places.flatMap(filesOf)]) {
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
