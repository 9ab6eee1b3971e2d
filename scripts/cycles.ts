// Checks that no files import each other in a circle within a package, types included.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** Folders whose files import each other by relative paths, tests and fixtures included. */
const ROOTS: readonly string[] = ["packages", "apps", "benchmarks", "examples", "scripts"];
const PASSED_OVER = /(^|\/)(node_modules|dist|out|data)(\/|$)/;

/** What each file imports, by name. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** Circles of imports, each as the names in order, the first again at the end; one for every file that closes one. */
export function cyclesIn(imports: Imports): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    const start = path.indexOf(file);
    if (start >= 0) found.push([...path.slice(start), file]);
    if (start >= 0 || done.has(file)) return;
    path.push(file);
    for (const next of imports.get(file) ?? []) visit(next);
    path.pop();
    done.add(file);
  };
  for (const file of imports.keys()) visit(file);
  return found;
}

/** Relative imports of a file's text as paths from the repository's root; `import type` is one too. */
export function importsOf(file: string, text: string): string[] {
  const specifiers = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g)];
  return specifiers.map(([, specifier = ""]) => join(file, "..", specifier).replaceAll("\\", "/"));
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(".", join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((file) => !PASSED_OVER.test(file));
}

function main(): void {
  const files = ROOTS.flatMap(sources);
  const cycles = cyclesIn(new Map(files.map((file) => [file, importsOf(file, readFileSync(file, "utf8"))])));
  for (const cycle of cycles) console.error(`imports in a circle: ${cycle.join(" -> ")}`);
  if (cycles.length > 0) process.exitCode = 1;
  else console.log(`cycles: none among ${files.length} files`);
}

if (process.argv[1]?.endsWith("cycles.ts")) main();
